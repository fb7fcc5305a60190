import { beforeAll, describe, expect, test } from 'vitest'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import { newOrganization } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { saySkipped } from '@/lib/testing/programs'
import { serveRouter } from '@/lib/testing/serve-router'
import { findTerraformTools, runAcceptanceTests } from '@/lib/testing/terraform'

// The Terraform provider's own acceptance tests, unmodified, against our routes. What they send is replayed in routes/wire-contract.test.ts
// too, which needs none of this.

const { tools, missing } = findTerraformTools()
const title = 'the acceptance tests of the Terraform provider'
const reason = saySkipped(title, missing)

/** Those about what there is here: not teams, webhooks, work pools, blocks and deployments. */
const names = [
  'TestAccDatasource_account_role_defaults',
  'TestAccDatasource_workspace_role_defaults',
  'TestAccDatasource_account',
  'TestAccDatasource_account_member',
  'TestAccDatasource_workspace',
  'TestAccDatasource_service_account',
  'TestAccResource_account',
  'TestAccResource_account_member',
  'TestAccResource_workspace_role',
  'TestAccResource_workspace',
  'TestAccResource_service_account_read_operation_stability',
  'TestAccResource_service_account_external_rotation_detection',
  'TestAccResource_bot_workspace_access',
  'TestAccResource_user',
  'TestAccResource_user_api_key',
]
/** One that goes through everything else and then makes a service account `Admin`, which none is here (decision record 023). */
const refused = 'TestAccResource_service_account'

const minutes = 60_000

describe.skipIf(!tools)(`${title}${reason}`, () => {
  let ran: Awaited<ReturnType<typeof runAcceptanceTests>>

  beforeAll(async () => {
    if (!tools) return
    const marvin = await newPerson({ email: 'marvin-test@prefect.io', name: 'Marvin Test' })
    const organization = await newOrganization({ name: 'github-ci-tests', administrator: marvin })
    const link = 'https://github.com/PrefectHQ/terraform-provider-prefect'
    await query('update account set link = $2 where id = $1', [organization.accountId, link])
    const server = await serveRouter()
    try {
      const settings = {
        PREFECT_API_URL: `${server.url}/api`,
        PREFECT_API_KEY: (await newUserApiKey(marvin.ctx)).key,
        PREFECT_CLOUD_ACCOUNT_ID: organization.accountId,
        PREFECT_ACCOUNT_NAME: organization.name,
        PREFECT_ACCOUNT_HANDLE: organization.handle,
        PREFECT_ACCOUNT_LINK: link,
        ACC_TEST_USER_RESOURCE_ID: marvin.user.id,
        // What is installed at a customer's, without what only the hosted product has.
        TEST_CONTEXT: 'CM',
      }
      ran = await runAcceptanceTests(tools, [...names, refused], settings)
    } finally {
      await server.stop()
    }
  }, 60 * minutes)

  test.each(names)('%s passes', (name) => {
    const { action, output } = ran.told(name)
    expect(action, output).toBe('pass')
  })

  test(`${refused} gets as far as the role Admin`, () => {
    const { action, output } = ran.told(refused)
    expect({ action, output }).toEqual({
      action: 'fail',
      output: expect.stringContaining('service_account_cannot_administer'),
    })
  })
})
