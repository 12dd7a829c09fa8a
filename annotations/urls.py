from django.urls import path

from annotations.api import api
from annotations.views.api_docs import api_docs
from annotations.views.articles import articles
from annotations.views.codebooks import codebook, codebook_data
from annotations.views.confidential_notes import confidential_note, confidential_notes, notes_file
from annotations.views.exports import export_attempts, export_beside, export_file, exports
from annotations.views.home import home
from annotations.views.printing import printed_reading
from annotations.views.project_codebooks import project_codebook
from annotations.views.projects import project, project_member_removal, project_members, projects
from annotations.views.reading_codebooks import reading_codebook
from annotations.views.readings import next_article, read_article, reading
from annotations.views.sources import (
    new_source,
    source,
    source_alias_removal,
    source_aliases,
    source_change,
    source_merger,
    source_separation,
    source_split,
    sources,
)
from annotations.views.tokens import new_token, token_revocation, tokens

urlpatterns = [
    path("", home, name="home"),
    path("articles/", articles, name="articles"),
    path("articles/next/", next_article, name="next_article"),
    path("articles/<int:pk>/read/", read_article, name="read_article"),
    path("projects/", projects, name="projects"),
    path("projects/<int:pk>/", project, name="project"),
    path("projects/<int:pk>/codebook/", project_codebook, name="project_codebook"),
    path("projects/<int:pk>/members", project_members, name="project_members"),
    path("projects/<int:pk>/members/<int:member>/removal", project_member_removal, name="project_member_removal"),
    path("readings/<int:pk>/", reading, name="reading"),
    path("readings/<int:pk>/codebook/", reading_codebook, name="reading_codebook"),
    path("readings/<int:pk>/print/", printed_reading, name="printed_reading"),
    path("codebooks/<int:pk>/", codebook, name="codebook"),
    path("codebooks/<int:pk>.<slug:digest>.js", codebook_data, name="codebook_data"),
    path("sources/", sources, name="sources"),
    path("sources/new/", new_source, name="new_source"),
    path("sources/merger/", source_merger, name="source_merger"),
    path("sources/<int:pk>/", source, name="source"),
    path("sources/<int:pk>/change/", source_change, name="source_change"),
    path("sources/<int:pk>/split/", source_split, name="source_split"),
    path("sources/<int:pk>/aliases", source_aliases, name="source_aliases"),
    path("sources/<int:pk>/separation", source_separation, name="source_separation"),
    path("sources/<int:pk>/confidential-notes", confidential_notes, name="confidential_notes"),
    path("confidential-notes/<int:pk>/reading", confidential_note, name="confidential_note"),
    path("confidential-notes/file", notes_file, name="notes_file"),
    path("sources/aliases/<int:pk>/removal", source_alias_removal, name="source_alias_removal"),
    path("exports/", exports, name="exports"),
    path("exports/<int:pk>/file", export_file, name="export_file"),
    path("exports/<int:pk>/beside", export_beside, name="export_beside"),
    path("exports/<int:pk>/attempts", export_attempts, name="export_attempts"),
    path("account/tokens/", tokens, name="tokens"),
    path("account/tokens/new/", new_token, name="new_token"),
    path("account/tokens/<int:pk>/revocation", token_revocation, name="token_revocation"),
    path("api/v1/docs", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
]
