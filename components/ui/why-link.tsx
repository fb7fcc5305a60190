'use client'
import { useWhyHref, type DisabledReason } from './disabled-reason'
import { TextLink } from './text-link'

type WhyLinkProps = {
  reason: DisabledReason | undefined
  /** Between it and the sentence before. */
  separator?: string
  look?: 'text' | 'plain'
}

/** After a refusal, the way to its explanation; nothing where there is none. */
export function WhyLink({ reason, separator = ' ', look = 'text' }: WhyLinkProps) {
  const href = useWhyHref(reason)
  if (!href) return null
  return (
    <>
      {separator}
      <TextLink href={href} look={look}>
        Why?
      </TextLink>
    </>
  )
}
