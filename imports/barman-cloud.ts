import { customResource } from './custom-resource.ts';

interface SecretKey {
  readonly name: string;
  readonly key: string;
}

/** The fields that are used: barmancloud.cnpg.io/v1 (plugin 0.14) has no typed package. */
export interface ObjectStoreSpec {
  readonly configuration: {
    readonly destinationPath: string;
    readonly endpointURL?: string;
    readonly s3Credentials?: {
      readonly accessKeyId?: SecretKey;
      readonly secretAccessKey?: SecretKey;
      readonly inheritFromIAMRole?: boolean;
    };
    readonly data?: { readonly compression?: 'bzip2' | 'gzip' | 'snappy'; readonly jobs?: number };
    readonly wal?: {
      readonly compression?: 'bzip2' | 'gzip' | 'lz4' | 'snappy' | 'xz' | 'zstd';
      readonly maxParallel?: number;
    };
  };
  readonly instanceSidecarConfiguration?: { readonly resources?: object };
  readonly retentionPolicy?: string;
}

export class ObjectStore extends customResource<ObjectStoreSpec>('barmancloud.cnpg.io/v1', 'ObjectStore') {}
