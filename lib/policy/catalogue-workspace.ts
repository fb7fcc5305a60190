import type { CatalogueSection } from './catalogue-entry'

export const workspaceCatalogue = {
  'read:workspace': {
    title: 'View the workspace',
    description:
      'See that the workspace exists, and open it; without this it answers as if it did not exist.',
    scopes: ['see_workspace_settings'],
  },
  'update:workspace': {
    title: 'Change the workspace',
    description: 'Rename the workspace, change its handle and its description.',
    scopes: ['write_workspace_settings'],
  },
  'delete:workspace': {
    title: 'Delete the workspace',
    description: 'Delete the workspace with everything in it, for good.',
    scopes: ['manage_workspace_settings'],
  },
  'read:workspace_access': {
    title: 'View workspace sharing',
    description: 'See who has access to the workspace, with which role and why.',
    scopes: ['see_workspace_users'],
  },
  'update:workspace_access': {
    title: 'Change workspace sharing',
    description: 'Add members and service accounts to the workspace, and set its default role.',
    scopes: ['manage_workspace_users'],
    isReserved: true,
  },
  'read:flow': {
    title: 'View flows',
    description: 'See the flows of the workspace.',
    scopes: ['see_flows'],
  },
  'create:flow': {
    title: 'Create flows',
    description: 'Register flows in the workspace.',
    scopes: ['write_flows', 'run_flows'],
  },
  'update:flow': {
    title: 'Change flows',
    description: 'Change flows of the workspace and their tags.',
    scopes: ['write_flows', 'run_flows'],
  },
  'delete:flow': {
    title: 'Delete flows',
    description: 'Delete flows of the workspace with their runs.',
    scopes: ['manage_flows'],
  },
  'read:flow_run': {
    title: 'View flow runs',
    description: 'See the flow runs of the workspace and the history of their states.',
    scopes: ['see_flow_runs'],
  },
  'create:flow_run': {
    title: 'Create flow runs',
    description: 'Start or schedule runs of the flows of the workspace.',
    scopes: ['write_flow_runs', 'run_flows'],
  },
  'update:flow_run': {
    title: 'Change flow runs',
    description: 'Set the state of flow runs, for example to cancel one.',
    scopes: ['write_flow_runs'],
  },
  'delete:flow_run': {
    title: 'Delete flow runs',
    description: 'Delete flow runs with the history of their states.',
    scopes: ['manage_flow_runs'],
  },
  'read:deployment': {
    title: 'View deployments',
    description: 'See the deployments of the workspace.',
    scopes: ['see_deployments'],
  },
  'create:deployment': {
    title: 'Create deployments',
    description: 'Create deployments of flows in the workspace.',
    scopes: ['write_deployments'],
  },
  'update:deployment': {
    title: 'Change deployments',
    description: 'Change deployments, their schedules and their parameters.',
    scopes: ['write_deployments'],
  },
  'delete:deployment': {
    title: 'Delete deployments',
    description: 'Delete deployments of the workspace.',
    scopes: ['manage_deployments'],
  },
  'run:deployment': {
    title: 'Run deployments',
    description: 'Start runs of existing deployments, without changing them.',
    scopes: ['write_deployments', 'run_deployments'],
  },
} as const satisfies CatalogueSection
