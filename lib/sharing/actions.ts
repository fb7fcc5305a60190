'use server'
import { runAction } from '@/lib/http/run-action'
import { addAccess, changeAccess, removeAccess, setDefaultRole } from './manage'
import { addAccessInput, changeAccessInput, removeAccessInput, setDefaultRoleInput } from './schema'

export async function setDefaultRoleAction(input: unknown) {
  return runAction(setDefaultRoleInput, input, setDefaultRole)
}

export async function addAccessAction(input: unknown) {
  return runAction(addAccessInput, input, addAccess)
}

export async function changeAccessAction(input: unknown) {
  return runAction(changeAccessInput, input, changeAccess)
}

export async function removeAccessAction(input: unknown) {
  return runAction(removeAccessInput, input, removeAccess)
}
