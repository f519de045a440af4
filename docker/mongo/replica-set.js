// Run as the health check: makes the replica set when there is none, and fails until this member is primary.
try {
  rs.status();
} catch (error) {
  if (error.codeName !== 'NotYetInitialized') throw error;
  rs.initiate({ _id: 'decroche', members: [{ _id: 0, host: '127.0.0.1:27017' }] });
}
if (!db.hello().isWritablePrimary) quit(1);
