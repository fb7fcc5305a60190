'use server'
import { runAction } from '@/lib/http/run-action'
import { createWebhookInput, replayEventInput, updateWebhookInput, webhookInput } from './schema'
import {
  createWebhook,
  deleteWebhook,
  replayEvent,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from './service'

export async function createWebhookAction(input: unknown) {
  return runAction(createWebhookInput, input, createWebhook)
}

export async function updateWebhookAction(input: unknown) {
  return runAction(updateWebhookInput, input, updateWebhook)
}

export async function rotateWebhookSecretAction(input: unknown) {
  return runAction(webhookInput, input, rotateWebhookSecret)
}

export async function deleteWebhookAction(input: unknown) {
  return runAction(webhookInput, input, deleteWebhook)
}

export async function testWebhookAction(input: unknown) {
  return runAction(webhookInput, input, testWebhook)
}

export async function replayEventAction(input: unknown) {
  return runAction(replayEventInput, input, replayEvent)
}
