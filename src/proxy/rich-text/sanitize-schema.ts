import type { Options } from 'rehype-sanitize';

/**
 * What rehype-sanitize lets through: the tags of the published tree and those that stand for them. Words of unknown
 * tags stay, words of scripts and the like go with their tag.
 */
export const SANITIZE_SCHEMA: Options = {
  tagNames:
    'p div h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em i strong b del s strike a br hr input table thead tbody tr th td'.split(
      ' ',
    ),
  attributes: {
    a: ['href'],
    ol: ['start'],
    th: ['align'],
    td: ['align'],
    code: [['className', /^language-./]],
    input: [['type', 'checkbox'], 'checked'],
  },
  protocols: { href: ['http', 'https', 'mailto', 'tel'] },
  strip: [
    'script',
    'style',
    'template',
    'title',
    'textarea',
    'iframe',
    'noscript',
    'noembed',
    'noframes',
    'xmp',
    'svg',
    'math',
    'object',
    'select',
  ],
  clobber: [],
  allowComments: false,
  allowDoctypes: false,
};
