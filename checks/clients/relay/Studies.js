// What Relay's users write: a connection that is paged, refetched and given arguments. Compiled, never run.
graphql`
  query StudiesQuery($filter: CaseStudyFilter, $tag: LanguageTag!) {
    ...Studies_list @arguments(filter: $filter, tag: $tag)
    viewer { person { id } }
  }
`;

graphql`
  fragment Studies_list on Query
  @refetchable(queryName: "StudiesPageQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
    filter: { type: "CaseStudyFilter" }
    tag: { type: "LanguageTag!" }
  ) {
    caseStudies(first: $count, after: $cursor, filter: $filter) @connection(key: "Studies_caseStudies") {
      totalCount
      edges { node { id ...Studies_one @arguments(tag: $tag) } }
    }
  }
`;

graphql`
  fragment Studies_one on CaseStudy
  @refetchable(queryName: "StudyQuery")
  @argumentDefinitions(tag: { type: "LanguageTag!" }) {
    title(in: $tag) { value language isFallback }
    organisation { id slug: id }
  }
`;

graphql`
  mutation StudiesSignOutMutation($input: SignOutInput!) {
    signOut(input: $input) { errors { code message path } }
  }
`;
