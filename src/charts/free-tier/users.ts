/** Columns of the application's `user` table. */
const COLUMNS = 'username, password, tenantname, email, validated, profile_image, employeeid';
const FILE = '/tmp/users.csv';

/** The tenant's own rows of the tenancy database, as a file. Environment: TENANCY_DATABASE, TENANT_ID. */
export function copyUsers(): string {
  return `psql --dbname "$TENANCY_DATABASE" --command "\\copy (SELECT ${COLUMNS} FROM public.\\"user\\" WHERE tenantname = '$TENANT_ID') TO '${FILE}' WITH (FORMAT csv)"
`;
}

/** Takes the rows in, for psql; those that are there already stay as they are. */
export function addUsers(schema: string): string {
  return `CREATE TEMPORARY TABLE own (LIKE ${schema}."user");
\\copy own (${COLUMNS}) FROM '${FILE}' WITH (FORMAT csv)
INSERT INTO ${schema}."user" (${COLUMNS}) SELECT ${COLUMNS} FROM own ON CONFLICT DO NOTHING;
`;
}

/** Takes the rows in as they are now: with the present password, and without who is gone. */
export function takeUsers(schema: string): string {
  return `${addUsers(schema)}UPDATE ${schema}."user" present SET (password, email, validated, profile_image) = (own.password, own.email, own.validated, own.profile_image) FROM own WHERE own.username = present.username;
DELETE FROM ${schema}."user" present WHERE NOT EXISTS (SELECT FROM own WHERE own.username = present.username);
`;
}
