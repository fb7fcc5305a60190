'use server'

import { runAction } from '@/lib/http/run-action'
import { retryMailInput } from './schema'
import { retryMail } from './service'

export async function retryMailAction(input: unknown) {
  return runAction(retryMailInput, input, retryMail)
}
