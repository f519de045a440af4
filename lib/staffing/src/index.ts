/** Who is there, who should be, and what pick-up rate that gives: pure functions over given data and a given instant. */
export {};
