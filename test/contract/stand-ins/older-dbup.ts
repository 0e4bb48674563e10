/** Stand-in of a migration that reads the names of the Helm charts, as an older release may. */
import { logIn, need, read } from './reading.ts';

read('TZ');
need('TENANT_ID');
const isIn = await logIn({
  host: need('DB_HOST'),
  port: need('DB_PORT'),
  database: need('DB_NAME'),
  user: need('DB_USER'),
  password: need('DB_PASSWORD'),
});
process.exit(isIn ? 0 : 255);
