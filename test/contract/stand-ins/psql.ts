/** Stand-in of psql for a container that waits for its database: it logs in, and knows no SQL. */
import { logIn, need, read } from './reading.ts';

read('PGCONNECT_TIMEOUT');
const login = {
  host: need('PGHOST'),
  port: need('PGPORT'),
  database: need('PGDATABASE'),
  user: need('PGUSER'),
  password: need('PGPASSWORD'),
};
process.exit((await logIn(login)) ? 0 : 2);
