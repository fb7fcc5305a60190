import { z } from 'zod'
import { linkToken } from '@/lib/passwords/schema'
import { uuid } from '@/lib/uuid'

/** For what is about the organization as a whole: its id is the tenant's. */
export const ofTenant = z.object({ accountId: uuid() })

/** What a mailed link carries. */
export const byToken = z.object({ token: linkToken })
