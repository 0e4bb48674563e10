import type { ICertificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { customResource } from './custom-resource.ts';

/** cert-manager.io (cert-manager 1.21). */
export class Certificate extends customResource<NonNullable<ICertificate['spec']>>(
  'cert-manager.io/v1',
  'Certificate',
) {}
