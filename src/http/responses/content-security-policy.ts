import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Features } from '../../features/features.js';
import type { PolicySources } from '../../views/content-security-policy.js';
import { Assets } from './assets.js';

type Policy = ReadonlyMap<string, readonly string[]>;

/** Makes the Content-Security-Policy of pages, in the one place that widens it (docs/content-security-policy.md). */
@Injectable()
export class ContentSecurityPolicy {
  /** This is the header of every page that asks for no more. */
  readonly header: string;
  private readonly site: Policy;
  private readonly wider = new WeakMap<PolicySources, string>();

  constructor(
    @Inject(SETTINGS) { allowedReturnHosts }: Pick<Settings, 'allowedReturnHosts'>,
    { appearance }: Features,
    assets: Assets,
  ) {
    const product = new Map<string, readonly string[]>([
      ['default-src', ["'none'"]],
      ['style-src', ["'self'"]],
      // There are two small scripts of ours, which no page needs, and nothing inline.
      ['script-src', ["'self'"]],
      // Bootstrap draws its icons as data: images.
      ['img-src', ["'self'", 'data:']],
      // Chromium applies this to the redirect after a form too, and that of the login may lead to these hosts.
      ['form-action', ["'self'", ...allowedReturnHosts.map((host) => `https://${host}`)]],
      ['base-uri', ["'none'"]],
      ['frame-ancestors', ["'none'"]],
    ]);
    const fonts: PolicySources = assets.hasFonts ? { 'font-src': ["'self'"] } : {};
    this.site = [fonts, ...appearance.policySources].reduce(widened, product);
    this.header = written(this.site);
  }

  /** Returns the header of a page that may load these besides. */
  with(sources: PolicySources): string {
    const known = this.wider.get(sources) ?? written(widened(this.site, sources));
    this.wider.set(sources, known);
    return known;
  }
}

function widened(policy: Policy, sources: PolicySources): Policy {
  const all = Object.entries(sources).map(([directive, list]): [string, readonly string[]] => [
    directive,
    [...new Set([...(policy.get(directive) ?? []), ...list])],
  ]);
  return new Map([...policy, ...all]);
}

function written(policy: Policy): string {
  return [...policy].map(([directive, sources]) => [directive, ...sources].join(' ')).join(';');
}
