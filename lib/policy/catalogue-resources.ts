import type { CatalogueSection } from './catalogue-entry'

export const resourceCatalogue = {
  'read:work_pool': {
    title: 'View work pools',
    description: 'See the work pools of the workspace.',
    scopes: ['see_work_pools'],
  },
  'create:work_pool': {
    title: 'Create work pools',
    description: 'Create work pools in the workspace.',
    scopes: ['write_work_pools'],
  },
  'update:work_pool': {
    title: 'Change work pools',
    description: 'Change and pause work pools of the workspace.',
    scopes: ['write_work_pools'],
  },
  'delete:work_pool': {
    title: 'Delete work pools',
    description: 'Delete work pools of the workspace with their queues.',
    scopes: ['manage_work_pools'],
  },
  'read:work_queue': {
    title: 'View work queues',
    description: 'See the work queues of the workspace.',
    scopes: ['see_work_queues'],
  },
  'create:work_queue': {
    title: 'Create work queues',
    description: 'Create work queues in the work pools of the workspace.',
    scopes: ['write_work_queues'],
  },
  'update:work_queue': {
    title: 'Change work queues',
    description: 'Change, pause and reorder work queues of the workspace.',
    scopes: ['write_work_queues'],
  },
  'delete:work_queue': {
    title: 'Delete work queues',
    description: 'Delete work queues of the workspace.',
    scopes: ['manage_work_queues'],
  },
  'read:variable': {
    title: 'View variables',
    description: 'See the variables of the workspace with their values.',
    scopes: ['see_variables'],
  },
  'create:variable': {
    title: 'Create variables',
    description: 'Create variables in the workspace.',
    scopes: ['write_variables'],
  },
  'update:variable': {
    title: 'Change variables',
    description: 'Change the values of variables of the workspace.',
    scopes: ['write_variables'],
  },
  'delete:variable': {
    title: 'Delete variables',
    description: 'Delete variables of the workspace.',
    scopes: ['manage_variables'],
  },
  'read:artifact': {
    title: 'View artifacts',
    description: 'See the artifacts of the workspace.',
    scopes: ['see_artifacts'],
  },
  'create:artifact': {
    title: 'Create artifacts',
    description: 'Store artifacts in the workspace.',
    scopes: ['write_artifacts'],
  },
  'update:artifact': {
    title: 'Change artifacts',
    description: 'Change artifacts of the workspace.',
    scopes: ['write_artifacts'],
  },
  'delete:artifact': {
    title: 'Delete artifacts',
    description: 'Delete artifacts of the workspace.',
    scopes: ['manage_artifacts'],
  },
  'read:automation': {
    title: 'View automations',
    description: 'See the automations of the workspace.',
    scopes: ['see_automations'],
  },
  'create:automation': {
    title: 'Create automations',
    description: 'Create automations in the workspace.',
    scopes: ['write_automations'],
  },
  'update:automation': {
    title: 'Change automations',
    description: 'Change automations, and switch them on and off.',
    scopes: ['write_automations'],
  },
  'delete:automation': {
    title: 'Delete automations',
    description: 'Delete automations of the workspace.',
    scopes: ['manage_automations'],
  },
  'read:concurrency_limit': {
    title: 'View concurrency limits',
    description: 'See the concurrency limits of the workspace and how much of them is in use.',
    scopes: ['see_concurrency_limits'],
  },
  'create:concurrency_limit': {
    title: 'Create concurrency limits',
    description: 'Create concurrency limits in the workspace.',
    scopes: ['write_concurrency_limits'],
  },
  'update:concurrency_limit': {
    title: 'Change concurrency limits',
    description: 'Change and reset concurrency limits of the workspace.',
    scopes: ['write_concurrency_limits'],
  },
  'delete:concurrency_limit': {
    title: 'Delete concurrency limits',
    description: 'Delete concurrency limits of the workspace.',
    scopes: ['manage_concurrency_limits'],
  },
  'read:block': {
    title: 'View blocks',
    description: 'See the blocks of the workspace, with secret values hidden.',
    scopes: ['see_blocks'],
  },
  'create:block': {
    title: 'Create blocks',
    description: 'Create blocks in the workspace, with their secret values.',
    scopes: ['write_blocks'],
  },
  'update:block': {
    title: 'Change blocks',
    description: 'Change blocks of the workspace, with their secret values.',
    scopes: ['write_blocks'],
  },
  'delete:block': {
    title: 'Delete blocks',
    description: 'Delete blocks of the workspace.',
    scopes: ['manage_blocks'],
  },
  'read:block_secret': {
    title: 'View secrets of blocks',
    description: 'Read the secret values that blocks of the workspace hold.',
    scopes: ['see_secret_blocks'],
  },
  'read:worker': {
    title: 'View workers',
    description: 'See the workers of the workspace and when they last reported.',
    scopes: ['see_workers'],
  },
  'update:worker': {
    title: 'Run workers',
    description: 'Poll for work as a worker, and report that the worker is alive.',
    scopes: ['write_workers'],
  },
  'read:event': {
    title: 'View events',
    description: 'See the events of the workspace.',
    scopes: ['see_events'],
  },
  'create:event': {
    title: 'Create events',
    description: 'Send events to the workspace.',
    scopes: ['write_events'],
  },
} as const satisfies CatalogueSection
