'use server'
import { runAction } from '@/lib/http/run-action'
import { enforceIpAllowlist, setIpAllowlist } from './manage'
import { enforceIpAllowlistInput, setIpAllowlistInput } from './schema'

export async function setIpAllowlistAction(input: unknown) {
  return runAction(setIpAllowlistInput, input, setIpAllowlist)
}

export async function enforceIpAllowlistAction(input: unknown) {
  return runAction(enforceIpAllowlistInput, input, enforceIpAllowlist)
}
