'use server'
import { runAction } from '@/lib/http/run-action'
import {
  changeHandleInput,
  createOrganizationInput,
  deleteOrganizationInput,
  renameOrganizationInput,
} from './schema'
import { createOrganization } from './create'
import { changeHandle, deleteOrganization, renameOrganization } from './service'

export async function createOrganizationAction(input: unknown) {
  return runAction(createOrganizationInput, input, createOrganization)
}

export async function renameOrganizationAction(input: unknown) {
  return runAction(renameOrganizationInput, input, renameOrganization)
}

export async function changeHandleAction(input: unknown) {
  return runAction(changeHandleInput, input, changeHandle)
}

export async function deleteOrganizationAction(input: unknown) {
  return runAction(deleteOrganizationInput, input, deleteOrganization)
}
