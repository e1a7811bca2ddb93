interface ListLinkProps {
  readonly to: string;
  readonly label: string;
  readonly rel?: string;
}

/** Leads from a list to another page of it, or to its file, in the colour of text: below a list a link's own has too little contrast. */
export function ListLink({ to, label, rel }: ListLinkProps) {
  return (
    <a class="link-body-emphasis" href={to} rel={rel}>
      {label}
    </a>
  );
}
