/**
 * Imports go one way: app → components → lib → prisma. Every rule is an error; there is no list of exceptions.
 */
const TEST = ['\\.test\\.(tsx?|mjs)$', '^lib/testing/', '^e2e/', '^bench/']
const CLIENT_SAFE = [
  '^lib/[^/]+/(schema|[a-z-]*queries|actions)\\.ts$',
  '^lib/(paths|format|errors|capability|time-filter)\\.ts$',
  '^lib/(client|policy)/',
  '^lib/roles/(uses|effects-text)\\.ts$',
  '^lib/api-keys/(limits|hand-over)\\.ts$',
  '^lib/audit/(event-kinds|chain-text)\\.ts$',
  '^lib/sso/(domain-schema|enforcement-schema|enforcement-rules|connection-schema|identity-schema|sign-in-schema|refusal-text)\\.ts$',
  '^lib/flow-runs/(states|limits|rules|wire-time|reports/report-fields|reports/report-schema|orders/order-schema)\\.ts$',
]
// A store may be split by subject: `store.ts`, `list-store.ts`.
const STORE = '^lib/[a-z/-]+store\\.ts$'
const DOMAIN_FREE_UI = '^components/(ui|data-table|form|feedback)/'

module.exports = {
  forbidden: [
    {
      name: 'lib-never-imports-ui',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(app|components)/' },
    },
    {
      name: 'components-never-import-app',
      severity: 'error',
      from: { path: '^components/' },
      to: { path: '^app/' },
    },
    {
      name: 'components-use-client-safe-lib',
      severity: 'error',
      from: { path: '^components/', pathNot: TEST },
      to: { path: '^lib/', pathNot: CLIENT_SAFE, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ui-primitives-know-no-area',
      severity: 'error',
      from: { path: DOMAIN_FREE_UI, pathNot: TEST },
      to: {
        path: ['^components/', '^lib/'],
        pathNot: [
          DOMAIN_FREE_UI,
          '^lib/client/',
          '^lib/(format|errors|capability|json|outcome|time-filter)\\.ts$',
        ],
      },
    },
    {
      name: 'policy-is-pure',
      severity: 'error',
      from: { path: '^lib/policy/', pathNot: TEST },
      to: { pathNot: '^lib/policy/' },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '^lib/[^/]+/[^/]*rules\\.ts$' },
      to: {
        pathNot: [
          '^lib/policy/',
          '^lib/[^/]+/[a-z-]*(schema|rules)\\.ts$',
          '^lib/roles/uses\\.ts$',
          '^lib/api-keys/(limits|hand-over)\\.ts$',
          '^lib/flow-runs/states\\.ts$',
          '^lib/sso/refusal-text\\.ts$',
          '^lib/(format|capability)\\.ts$',
        ],
      },
    },
    {
      name: 'only-stores-touch-prisma',
      comment:
        'Services import lib/db/transaction (withTransaction and the opaque Tx type), never the client itself.',
      severity: 'error',
      from: { pathNot: [STORE, '^lib/db/', '^prisma/', ...TEST] },
      to: { path: ['^lib/db/(prisma|generated/(?!enums))', '@prisma/client'] },
    },
    {
      name: 'a-store-is-private-to-its-service',
      severity: 'error',
      from: { path: '^(lib/[^/]+)/', pathNot: TEST },
      to: { path: STORE, pathNot: '^$1/' },
    },
    {
      name: 'only-services-use-stores',
      comment:
        'A service may be split by subject into several files of its area; everything else asks a service.',
      severity: 'error',
      from: {
        path: [
          '^lib/[^/]+/(schema|[a-z-]*queries|actions|[a-z-]*rules)\\.ts$',
          '^lib/[^/]+\\.ts$',
          '^(?!lib/)',
        ],
        pathNot: TEST,
      },
      to: { path: STORE },
    },
    {
      name: 'client-safe-stays-client-safe',
      severity: 'error',
      from: {
        path: '^lib/([^/]+/(schema|[a-z-]*queries)|roles/(uses|effects-text)|audit/(event-kinds|chain-text)|sso/(domain-schema|enforcement-schema|enforcement-rules|connection-schema|identity-schema|sign-in-schema|refusal-text)|flow-runs/(states|limits|wire-time|reports/report-fields|reports/report-schema|orders/order-schema)|paths|format|capability|time-filter)\\.ts$',
      },
      to: {
        path: ['^lib/[^/]+/(service|store|session|context)\\.ts$', '^lib/db/', '^lib/env\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'product-needs-no-development-package',
      comment: 'The container image has only the packages the product runs with.',
      severity: 'error',
      from: { path: '^(app|components|lib)/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'product-knows-no-tests-or-commands',
      severity: 'error',
      from: { path: '^(app|components|lib)/', pathNot: TEST },
      to: { path: ['^lib/testing/', '^e2e/', '^bench/', '^scripts/'] },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-barrels',
      severity: 'error',
      from: {},
      to: { path: '(^|/)index\\.tsx?$', pathNot: 'node_modules' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
