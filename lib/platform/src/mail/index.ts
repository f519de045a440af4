/** The home of nodemailer: letters that the product sends. */
export * from './mailer.ts';
