import type { Ctx } from '@/lib/authz/context'
import type { FlowOf } from './schema'

export async function deleteFlow(_ctx: Ctx, _of: FlowOf): Promise<void> {
  throw new Error('comes with the next merge')
}
