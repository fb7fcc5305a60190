'use server'
import { runAction } from '@/lib/http/run-action'
import { ofChain } from './schema'
import { verifyNow } from './verification'

export async function verifyAuditLogAction(input: unknown) {
  return runAction(ofChain, input, verifyNow)
}
