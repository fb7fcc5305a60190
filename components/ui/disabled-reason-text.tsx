'use client'
import { reasonText, type DisabledReason } from './disabled-reason'
import { WhyLink } from './why-link'

/** The reason inside a tooltip, with the way to its explanation. */
export function DisabledReasonText({ reason }: { reason: DisabledReason }) {
  return (
    <>
      {reasonText(reason)}
      <WhyLink reason={reason} look="plain" />
    </>
  )
}
