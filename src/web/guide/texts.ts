/** The pages that tell rather than do, by their address: /help and so on. */
export const GUIDES = ['help', 'privacy', 'accessibility'] as const;

export type Guide = (typeof GUIDES)[number];

/** A page of plain words. */
export interface GuideTexts {
  title: string;
  lead: string;
  sections: readonly GuideSection[];
}

interface GuideSection {
  heading: string;
  /** One paragraph each. */
  paragraphs: readonly string[];
}

/** All of them, in one language. */
export type Guides = Readonly<Record<Guide, GuideTexts>>;
