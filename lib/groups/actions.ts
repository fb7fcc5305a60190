'use server'
import { runAction } from '@/lib/http/run-action'
import { createGroupMapping, deleteGroupMapping, updateGroupMapping } from './manage'
import { createGroupMappingInput, deleteGroupMappingInput, updateGroupMappingInput } from './schema'

export async function createGroupMappingAction(input: unknown) {
  return runAction(createGroupMappingInput, input, createGroupMapping)
}

export async function updateGroupMappingAction(input: unknown) {
  return runAction(updateGroupMappingInput, input, updateGroupMapping)
}

export async function deleteGroupMappingAction(input: unknown) {
  return runAction(deleteGroupMappingInput, input, deleteGroupMapping)
}
