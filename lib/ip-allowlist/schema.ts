import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { multiLineText } from '@/lib/text'
import { uuid } from '@/lib/uuid'
import { readNetwork } from './networks'

/** How many entries a list may have: the database asks all enabled ones about each request. */
export const entriesAtMost = 500

/** A network in CIDR notation or a single address, in the one spelling that lists keep. */
export const networkText = z
  .string({ error: 'Give an address or a network, such as 203.0.113.7 or 203.0.113.0/24.' })
  .superRefine((text, context) => {
    const { problem } = readNetwork(text)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  })
  .overwrite((text) => readNetwork(text).network ?? text)

/** What an entry is for. */
export const networkDescription = multiLineText({ label: 'description', maximum: 200 })

const entry = z.strictObject({
  network: networkText,
  isEnabled: z.boolean().default(true),
  description: networkDescription.nullable().default(null),
})
export type IpAllowlistEntry = z.output<typeof entry>

/** A whole list of such entries; no network twice. */
export function listOfEntries<Entry extends z.ZodType>(
  one: Entry,
  networkOf: (entry: z.output<Entry>) => string,
) {
  return z
    .array(one)
    .max(entriesAtMost, { error: `A list has at most ${entriesAtMost} entries.` })
    .superRefine((list, context) => {
      const networks = list.map(networkOf)
      const repeated = networks.find((network, index) => networks.indexOf(network) !== index)
      if (repeated === undefined) return
      const message = `${repeated} is in the list twice. Leave one of them out.`
      context.addIssue({ code: 'custom', message })
    })
}

const entries = listOfEntries(entry, ({ network }) => network)

/** `expectedRevision` is what the page showed (R13); left out, nothing is compared and the last one wins. */
export const setIpAllowlistInput = z.strictObject({
  accountId: uuid(),
  entries,
  expectedRevision: z.string().optional(),
})
export type SetIpAllowlistInput = z.output<typeof setIpAllowlistInput>

export const enforceIpAllowlistInput = z.strictObject({
  accountId: uuid(),
  isEnforced: z.boolean(),
  /** As for the list. */
  expectedRevision: z.string().optional(),
})
export type EnforceIpAllowlistInput = z.output<typeof enforceIpAllowlistInput>

/** What the dialog for one network asks. */
export const addNetworkInput = z.object({ network: networkText, description: networkDescription })

/** The operator's way back: an account by its handle. */
export const allowAllAddressesInput = z.strictObject({ handle: z.string().max(500) })

/** The list as pages show it, with what is known of the viewer's own address; `revision` stands for the entries and the switch. */
export const ipAllowlistView = z.object({
  is_enforced: z.boolean(),
  revision: z.string(),
  entries: z.array(
    z.object({
      network: z.string(),
      is_enabled: z.boolean(),
      description: z.string().nullable(),
      /** When it last let somebody in while the list was enforced; null for never. */
      last_seen_at: z.iso.datetime().nullable(),
      /** Whether the viewer's address is of this network. */
      is_yours: z.boolean(),
    }),
  ),
  your_address: z.string().nullable(),
  can: z.object({
    update: capabilityView,
    /** To enforce the list as it is: not where it would lock the viewer out. */
    enforce: capabilityView,
  }),
})
export type IpAllowlistView = z.infer<typeof ipAllowlistView>
export type IpAllowlistEntryView = IpAllowlistView['entries'][number]

/** Of those who were active last, who came from an address that the list does not let in; the first few by name. */
export const shutOutView = z.object({
  /** How many of them there are, service accounts included. */
  shut_out: z.number(),
  names: z.array(z.string()),
  /** How many were looked at: those of the last 30 days whose address is known. */
  known: z.number(),
})
export type ShutOutView = z.infer<typeof shutOutView>

export const addressAccess = z.object({ allowed: z.boolean(), detail: z.string() })
export type AddressAccess = z.infer<typeof addressAccess>
