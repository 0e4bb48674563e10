import type { TestProject } from 'vitest/node';
import { makeRepository, openRepository, type Place, serveRepository } from './git-repository.ts';
import { startSecretStoreStandIn } from './stand-in.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly place: Place;
  }
}

/** Prepares the repository that Argo CD reads, with its first commit, and the stand-in, once for all test files. */
export default async function setUp(project: TestProject): Promise<() => void> {
  const host = process.env['GIT_HOST'];
  const place = await makeRepository(host);
  await openRepository(place).render('the fleet of this repository');
  project.provide('place', place);
  const ends = [startSecretStoreStandIn(), host === undefined ? () => undefined : serveRepository(place)];
  return () => {
    for (const end of ends) end();
  };
}
