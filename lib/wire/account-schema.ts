import { z } from 'zod'
import { accountSettings } from '@/lib/accounts/schema'
import { planName } from '@/lib/plans/schema'
import { baseView } from './fields'

/** An account with all that its clients read of it; what is not here is null, off or none. */
export const accountView = z.object({
  ...baseView,
  name: z.string(),
  handle: z.string(),
  location: z.string().nullable(),
  link: z.string().nullable(),
  auth_expiration_seconds: z.null(),
  settings: accountSettings,
  domain_names: z.array(z.string()),
  image_location: z.null(),
  sso_state: z.literal('disabled'),
  features: z.array(z.string()),
  plan_type: planName,
  run_retention_days: z.number(),
  audit_log_retention_days: z.number(),
  automations_limit: z.number(),
})
export type AccountView = z.infer<typeof accountView>
