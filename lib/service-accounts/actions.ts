'use server'
import { runAction } from '@/lib/http/run-action'
import {
  changeServiceAccountRole,
  createServiceAccount,
  deleteServiceAccount,
  reactivateServiceAccount,
  suspendServiceAccount,
  updateServiceAccount,
} from './manage'
import {
  changeServiceAccountRoleInput,
  createServiceAccountInput,
  serviceAccountInput,
  updateServiceAccountInput,
} from './schema'

export async function createServiceAccountAction(input: unknown) {
  return runAction(createServiceAccountInput, input, createServiceAccount)
}

export async function updateServiceAccountAction(input: unknown) {
  return runAction(updateServiceAccountInput, input, updateServiceAccount)
}

export async function changeServiceAccountRoleAction(input: unknown) {
  return runAction(changeServiceAccountRoleInput, input, changeServiceAccountRole)
}

export async function suspendServiceAccountAction(input: unknown) {
  return runAction(serviceAccountInput, input, suspendServiceAccount)
}

export async function reactivateServiceAccountAction(input: unknown) {
  return runAction(serviceAccountInput, input, reactivateServiceAccount)
}

export async function deleteServiceAccountAction(input: unknown) {
  return runAction(serviceAccountInput, input, deleteServiceAccount)
}
