/** Stand-in of the migration of the management database. */
import { connectionString, logIn, need, read } from './reading.ts';

read('TZ');
process.exit((await logIn(connectionString(need('ConnectionStrings__Management')))) ? 0 : 255);
