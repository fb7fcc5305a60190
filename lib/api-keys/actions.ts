'use server'

import { runAction } from '@/lib/http/run-action'
import {
  createServiceAccountKeyInput,
  createUserKeyInput,
  revokeServiceAccountKeyInput,
  revokeUserKeyInput,
  rotateServiceAccountKeyInput,
  rotateUserKeyInput,
  updateServiceAccountKeyInput,
  updateUserKeyInput,
} from './schema'
import {
  createServiceAccountKey,
  revokeServiceAccountKey,
  rotateServiceAccountKey,
  updateServiceAccountKey,
} from './service-account-keys'
import { createUserKey, revokeUserKey, rotateUserKey, updateUserKey } from './user-keys'

export async function createUserKeyAction(input: unknown) {
  return runAction(createUserKeyInput, input, createUserKey)
}

export async function rotateUserKeyAction(input: unknown) {
  return runAction(rotateUserKeyInput, input, rotateUserKey)
}

export async function updateUserKeyAction(input: unknown) {
  return runAction(updateUserKeyInput, input, updateUserKey)
}

export async function revokeUserKeyAction(input: unknown) {
  return runAction(revokeUserKeyInput, input, revokeUserKey)
}

export async function createServiceAccountKeyAction(input: unknown) {
  return runAction(createServiceAccountKeyInput, input, createServiceAccountKey)
}

export async function rotateServiceAccountKeyAction(input: unknown) {
  return runAction(rotateServiceAccountKeyInput, input, rotateServiceAccountKey)
}

export async function updateServiceAccountKeyAction(input: unknown) {
  return runAction(updateServiceAccountKeyInput, input, updateServiceAccountKey)
}

export async function revokeServiceAccountKeyAction(input: unknown) {
  return runAction(revokeServiceAccountKeyInput, input, revokeServiceAccountKey)
}
