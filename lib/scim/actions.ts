'use server'
import { runAction } from '@/lib/http/run-action'
import { createScimTokenInput, revokeScimTokenInput } from './schema'
import { createScimToken, revokeScimToken } from './tokens'

export async function createScimTokenAction(input: unknown) {
  return runAction(createScimTokenInput, input, createScimToken)
}

export async function revokeScimTokenAction(input: unknown) {
  return runAction(revokeScimTokenInput, input, revokeScimToken)
}
