import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import type { IApplicationSet } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationSet';
import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import { customResource } from './custom-resource.ts';

/** argoproj.io (Argo CD 3.2). */
const API_VERSION = 'argoproj.io/v1alpha1';

export type ApplicationSpec = NonNullable<IApplication['spec']>;
type ApplicationSetSpec = NonNullable<IApplicationSet['spec']>;
type AppProjectSpec = NonNullable<IAppProject['spec']>;

export class Application extends customResource<ApplicationSpec>(API_VERSION, 'Application') {}
export class ApplicationSet extends customResource<ApplicationSetSpec>(API_VERSION, 'ApplicationSet') {}
export class AppProject extends customResource<AppProjectSpec>(API_VERSION, 'AppProject') {}
