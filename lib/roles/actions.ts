'use server'
import { runAction } from '@/lib/http/run-action'
import { deleteRole } from './delete'
import { createRole, updateRole } from './manage'
import { createRoleInput, deleteRoleInput, updateRoleInput } from './schema'

export async function createRoleAction(input: unknown) {
  return runAction(createRoleInput, input, createRole)
}

export async function updateRoleAction(input: unknown) {
  return runAction(updateRoleInput, input, updateRole)
}

export async function deleteRoleAction(input: unknown) {
  return runAction(deleteRoleInput, input, deleteRole)
}
