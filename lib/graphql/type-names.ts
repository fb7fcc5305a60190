import type { z } from 'zod'
import { auditLogRow } from '@/lib/audit/schema'
import { principalView } from '@/lib/members/schema'
import { rolePermissionsView } from '@/lib/roles/schema'
import { success } from './views'

/** Names of the types that operations answer, where they are not those of their one operation. */
export const typeNames: ReadonlyMap<z.core.$ZodType, string> = new Map<z.core.$ZodType, string>([
  [auditLogRow, 'AuditLog'],
  [principalView, 'User'],
  [rolePermissionsView, 'AuthRole'],
  [success, 'Success'],
])
