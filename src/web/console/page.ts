import type { Readable } from 'node:stream';
import type { ComponentChildren } from 'preact';
import type { Actor, Permission } from '../../staff/actor';
import type { Language } from '../shared/language';

/** One request of somebody who has logged in. */
export interface Visit {
  actor: Actor;
  language: Language;
  now: Date;
  /** The configured channels by their names. */
  channelNames: ReadonlyMap<string, Words>;
  /** Whose deed it was, by name: of a person or a service; `—`: nobody's. */
  nameOf(id: string | null | undefined): string;
  /** Of the path: `/orders/:id`. */
  params: Readonly<Record<string, string>>;
  /** The first value of each name in the query of a page. */
  query: Readonly<Record<string, string>>;
  /** What a form has sent. */
  fields: Readonly<Record<string, string>>;
  /** The file that came with it; null: none did. */
  file: UploadedFile | null;
}

/** A file out of a form. */
export interface UploadedFile {
  name: string;
  mediaType: string;
  content: Buffer;
}

/** What stands on a page. */
export interface View {
  title: string;
  body: ComponentChildren;
}

/** A page: under /console, for who may see it. The use case behind it checks the permission. */
export interface ConsolePage {
  path: string;
  show(visit: Visit): Promise<View>;
  /** What the page shows after a form on it was sent, where that must not stand in an address. */
  answer?(visit: Visit): Promise<View>;
}

/** What a form does; the answer is the address under /console to go on at. */
export interface ConsoleAction {
  path: string;
  /** Of forms with a file: who may send one, which is asked before its bytes are read, and how long it may be. */
  upload?: { permission: Permission; maxBytes: number };
  run(visit: Visit): Promise<string>;
}

/** What a person takes away; sent as an attachment. */
export interface Download {
  name: string;
  contentType: string;
  content: Buffer | string | Readable;
}

/** A file: under /console, for who may take it. */
export interface ConsoleFile {
  path: string;
  /** The page that offers it, to go back to where there is none. */
  offeredAt?(visit: Visit): string;
  /** @param signal aborted when the person has gone */
  open(visit: Visit, signal: AbortSignal): Promise<Download>;
}

/** What a part of the console adds. */
export interface ConsolePart {
  pages: readonly ConsolePage[];
  actions?: readonly ConsoleAction[];
  files?: readonly ConsoleFile[];
}

/** A text in both languages. */
export type Words = Readonly<Record<Language, string>>;

/** In Chinese, and in English. */
export const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en });

export interface NavItem {
  path: string;
  permission: Permission;
  name: Words;
}

/** What the gateway did by itself. */
export const SYSTEM_WORDS = words('系统', 'System');
