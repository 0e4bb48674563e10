import { SHARED_EMPLOYEE } from '../administrator/sql.ts';

/** A client with a vehicle and a work order in progress. */
interface Sample {
  readonly client: string;
  readonly vehicle: readonly [producer: string, model: string, plate: string];
  readonly notes: string;
  readonly part: readonly [name: string, code: string, price: number];
}

const COMPANY: Sample = {
  client: `INSERT INTO domain.legalclient (id, name, regnr) VALUES (client, 'Riverside Deliveries', 'SAMPLE-1');`,
  vehicle: ['Ford', 'Transit', 'SAMPLE 1'],
  notes: 'Annual service',
  part: ['Oil filter', 'SAMPLE-OF', 14.5],
};

const PERSON: Sample = {
  client: `INSERT INTO domain.privateclient (id, firstname, lastname) VALUES (client, 'Robin', 'Sample');`,
  vehicle: ['Skoda', 'Octavia', 'SAMPLE 2'],
  notes: 'Brakes squeal',
  part: ['Brake pads, front', 'SAMPLE-BP', 62],
};

/**
 * Fills a demo's database, if it has no clients. Run it after `EMPLOYEE`. The tables are the application's: if a release
 * changes them, the demo starts empty.
 */
export const SAMPLE_DATA = `DO $$
DECLARE
  owner uuid := '${SHARED_EMPLOYEE}';
  mechanic uuid := gen_random_uuid();
  client uuid; vehicle uuid; work uuid; job uuid; part uuid;
BEGIN
  IF EXISTS (SELECT FROM domain.client) THEN
    RETURN;
  END IF;
  INSERT INTO domain.employee (id, firstname, lastname, proffession, introducedat)
    VALUES (mechanic, 'Kim', 'Sample', 'Mechanic', now());
${sample(COMPANY, 1)}${sample(PERSON, 2)}EXCEPTION WHEN undefined_table OR undefined_column OR integrity_constraint_violation OR datatype_mismatch THEN
  RAISE WARNING 'no sample data: %', SQLERRM;
END $$;
`;

function sample({ client, vehicle, notes, part }: Sample, number: number): string {
  const [producer, model, plate] = vehicle;
  const [name, code, price] = part;
  return `  client := gen_random_uuid(); vehicle := gen_random_uuid(); work := gen_random_uuid(); job := gen_random_uuid(); part := gen_random_uuid();
  INSERT INTO domain.client (id, address, city, phone, introducedat) VALUES (client, '${number} Sample Street', 'Springfield', '+1 555 010${number}', now());
  ${client}
  INSERT INTO domain.vehicle (id, producer, model, regnr, odo, introducedat) VALUES (vehicle, '${producer}', '${model}', '${plate}', ${number}5000, now());
  INSERT INTO domain.vehicleregistration (ownerid, vehicleid, datetimefrom) VALUES (client, vehicle, now());
  INSERT INTO domain.sparepart (id, code, name, price, quantity, introducedat) VALUES (gen_random_uuid(), '${code}', '${name}', ${price}, ${number * 5}, now());
  INSERT INTO domain.work (id, number, clientid, vehicleid, startedon, changedon, starterid, notes, odo)
    VALUES (work, ${number}, client, vehicle, now(), now() + interval '${number} milliseconds', owner, '${notes}', ${number}5000);
  INSERT INTO domain.assignment (workid, mechanicid) VALUES (work, mechanic);
  INSERT INTO domain.repairjob (id, workid, ordernr, notes, startedon, starterid) VALUES (job, work, 1, '${notes}', now(), owner);
  INSERT INTO domain.saleable (id, name, quantity, unit, price, discount) VALUES (part, '${name}', 1, 'pcs', ${price}, 0);
  INSERT INTO domain.productinstalled (id, repairjobid, jnr, code, status) VALUES (part, job, 1, '${code}', 0);
`;
}
