The libraries in the folder lib, and the licences that they name. Beside this file are the texts, and what else is in those
with native code.

<#list dependencyMap as entry>
<#assign project = entry.getKey()/>
${project.groupId}:${project.artifactId}:${project.version}<#if project.url??> (${project.url})</#if>
    <#list entry.getValue() as license>${license}<#if license_has_next>; </#if></#list>
</#list>
