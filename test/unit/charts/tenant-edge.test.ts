import { describe, expect, it } from 'vitest';
import { ACME, BIGSHOP, ofKind, only, PLATFORM, tenantObjects } from '../../fixtures/fleet.ts';

const acme = tenantObjects(ACME);

describe('edge', () => {
  it('routes /api and /swagger to the API and the rest to the web, with the contract’s sizes and timeouts', () => {
    const { spec, metadata } = only(acme, 'Ingress', 'mechanicbuddy');
    const paths = spec.rules[0].http.paths.map(
      (path: { path: string; backend: { service: { name: string } } }) => [
        path.path,
        path.backend.service.name,
      ],
    );
    expect(paths).toEqual([
      ['/api', 'api'],
      ['/swagger', 'api'],
      ['/', 'web'],
    ]);
    expect(metadata.annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/proxy-body-size': '50m',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '300',
      'nginx.ingress.kubernetes.io/proxy-send-timeout': '300',
      'nginx.ingress.kubernetes.io/limit-rps': '20',
    });
  });

  it('serves custom domains beside the subdomain, each with a certificate of its own', () => {
    const bigshop = tenantObjects(BIGSHOP);
    const { spec } = only(bigshop, 'Ingress', 'mechanicbuddy');
    expect(spec.rules.map(({ host }: { host: string }) => host)).toEqual([
      'bigshop.example.com',
      'workshop.bigshop.com',
    ]);
    expect(spec.tls).toEqual([
      { secretName: 'bigshop-tls', hosts: ['bigshop.example.com'] },
      { secretName: 'workshop.bigshop.com-tls', hosts: ['workshop.bigshop.com'] },
    ]);
    expect(
      ofKind(bigshop, 'Certificate').map(({ spec: { dnsNames, issuerRef } }) => [dnsNames, issuerRef.name]),
    ).toEqual([
      [['bigshop.example.com'], 'letsencrypt-prod'],
      [['workshop.bigshop.com'], 'letsencrypt-prod'],
    ]);
  });

  it('leaves the subdomain to the wildcard where platform.yaml says so', () => {
    const bigshop = tenantObjects(BIGSHOP, `${PLATFORM}edge: {certificates: wildcard}\n`);
    expect(ofKind(bigshop, 'Certificate').map(({ metadata }) => metadata.name)).toEqual([
      'workshop.bigshop.com-tls',
    ]);
    expect(only(bigshop, 'Ingress', 'mechanicbuddy').spec.tls[0]).toEqual({ hosts: ['bigshop.example.com'] });
  });
});
