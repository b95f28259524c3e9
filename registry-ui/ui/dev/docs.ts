import type { components } from '../src/api/schema.ts';

const PAGES: Record<string, components['schemas']['DocsPage']> = {
  README: {
    name: 'README',
    title: 'Documentation',
    html: '<p>What one does with Tally, by who does it.</p>\n<ul>\n<li><a href="/docs/lint">Lint</a>: what a schema review would say anyway</li>\n</ul>\n',
    headings: [],
  },
  lint: {
    name: 'lint',
    title: 'Lint: what a schema review would say anyway',
    html: `<p>See <a href="/docs/README">all pages</a>.</p>
<h2 id="rules">Rules</h2>
<table>
<thead>
<tr><th>rule</th><th align="right">level</th></tr>
</thead>
<tbody>
<tr><td><a href="#field_name_case"><code>FIELD_NAME_CASE</code></a></td><td align="right">warning</td></tr>
</tbody>
</table>
<h3 id="field_name_case">FIELD_NAME_CASE</h3>
<p>Names of fields are in lower snake case.</p>
<pre><code class="language-proto">message Order {
  string userId = 1;  // FIELD_NAME_CASE
}
</code></pre>
`,
    headings: [
      { level: 2, id: 'rules', text: 'Rules' },
      { level: 3, id: 'field_name_case', text: 'FIELD_NAME_CASE' },
    ],
  },
  compatibility: {
    name: 'compatibility',
    title: 'Compatibility: what a change of EDL breaks',
    html: '<h2 id="field_renamed">FIELD_RENAMED</h2>\n<p>Attributes are stored by name.</p>\n',
    headings: [{ level: 2, id: 'field_renamed', text: 'FIELD_RENAMED' }],
  },
};

export const docsPage = (name: string) => PAGES[name];
