'use server'
import { runAction } from '@/lib/http/run-action'
import { pinWorkspace } from './home'
import { changeWorkspaceHandle, updateWorkspace } from './edit'
import { createWorkspace, deleteWorkspace } from './manage'
import {
  changeWorkspaceHandleInput,
  createWorkspaceInput,
  deleteWorkspaceInput,
  pinWorkspaceInput,
  transferWorkspaceInput,
  updateWorkspaceInput,
} from './schema'
import { transferWorkspace } from './transfer'

export async function createWorkspaceAction(input: unknown) {
  return runAction(createWorkspaceInput, input, createWorkspace)
}

export async function updateWorkspaceAction(input: unknown) {
  return runAction(updateWorkspaceInput, input, updateWorkspace)
}

export async function changeWorkspaceHandleAction(input: unknown) {
  return runAction(changeWorkspaceHandleInput, input, changeWorkspaceHandle)
}

export async function deleteWorkspaceAction(input: unknown) {
  return runAction(deleteWorkspaceInput, input, deleteWorkspace)
}

export async function transferWorkspaceAction(input: unknown) {
  return runAction(transferWorkspaceInput, input, transferWorkspace)
}

export async function pinWorkspaceAction(input: unknown) {
  return runAction(pinWorkspaceInput, input, pinWorkspace)
}
