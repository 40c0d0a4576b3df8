using System.Text;
using System.Text.Encodings.Web;
using Holdfast.Client.Dtos;
using Holdfast.Core.Groups;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Pages;

/// <summary>The cluster as one HTML page without script: nodes, groups with their resources, and types with their
/// DLLs.</summary>
internal static class StatusPage
{
    public const string Html = "text/html; charset=utf-8";

    public const string Style =
        """
        :root { color-scheme: light dark }
        body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
        h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
        table { border-collapse: collapse; width: 100% }
        th, td { text-align: left; padding: .3rem .7rem; border-bottom: 1px solid #8884; vertical-align: top }
        th { font-weight: 600; opacity: .75 }
        code { font-size: .9em } .sub td:first-child { padding-left: 1.8rem }
        .good { color: #1a7f37 } .bad { color: #cf222e } .busy { color: #9a6700 }
        """;

    private const string Head =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">"
        + "<title>Holdfast</title></head><body><main><h1>Holdfast</h1>";

    private const string End = "</main></body></html>";

    /// <summary>What a browser gets for a one-time address that opens nothing.</summary>
    public const string UsedUp = Head
        + "<p>This address was used or is too old. Ask for a new one with <code>holdfast page</code>.</p>" + End;

    /// <summary>Why a browser does not get the page.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="signsIn">The address that a token may be sent to from here; null if it may not.</param>
    public static string Refused(Refusal refusal, string? signsIn) =>
        $"{Head}<p>{Text(refusal.Code)}: {Text(refusal.Detail)}.</p>"
        + $"{(signsIn is null ? "" : HowToEnter(signsIn))}{End}";

    /// <summary>How to get the page, with a form for those who have a token.</summary>
    private static string HowToEnter(string address) =>
        "<p>To open the page, run <code>holdfast page</code> on this machine, or sign in with a token of this node "
        + "(<code>holdfast token create</code>).</p>"
        + $"<form method=\"post\" action=\"{Text(address)}\"><label>Token <input name=\"{SignIn.Field}\" "
        + "type=\"password\" autocomplete=\"current-password\" required></label> <button>Sign in</button></form>";

    public static string Write(ClusterStatusDto cluster)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">")
                .Append("<meta http-equiv=\"refresh\" content=\"5\">")
            .Append("<link rel=\"stylesheet\" href=\"/status.css\"><title>").Append(Text(cluster.Name))
            .Append(" – Holdfast</title></head><body>");
        page.Append($"<h1>Cluster {Text(cluster.Name)}</h1><p>Coordinator: ")
            .Append(Text(cluster.Coordinator ?? "none yet"))
            .Append($". Answered by {Text(cluster.AnsweredBy)} at revision {cluster.Revision}.</p>");
        if (cluster.Locked)
        {
            page.Append("<p class=\"busy\">The cluster is locked: no action is taken on any group.</p>");
        }

        Nodes(page, cluster.Nodes);
        Groups(page, cluster.Groups);
        Types(page, cluster.Types);
        return page.Append("</body></html>").ToString();
    }

    private static void Nodes(StringBuilder page, IReadOnlyList<NodeDto> nodes)
    {
        Start(page, "Nodes", "node", "wanted", "state", "owns", "processes", "why");
        foreach (NodeDto node in nodes)
        {
            Row(page, "", Text(node.Name), Wanted(node.Wanted, node.Locked), State(node.State),
                Text(string.Join(", ", node.Groups)),
                Text(string.Join(", ", node.Processes.Select(each => $"{each.Role} {each.Pid}"))), Text(node.Reason));
        }

        EndTable(page);
    }

    private static void Groups(StringBuilder page, IReadOnlyList<GroupDto> groups)
    {
        Start(page, "Groups and resources", "name", "wanted", "state", "owner", "type", "DLL", "since", "why");
        foreach (GroupDto group in groups)
        {
            string owners = group.Owner
                ?? string.Join(", ", group.Instances.Select(each => each.Owner).OfType<string>().Distinct());
            Row(page, "", $"<b>{Text(group.Name)}</b>", Wanted(group.Wanted, group.Locked), State(group.State),
                Text(owners), "", "", Since(group.Since), Text(group.Reason));
            Resources(page, group.Resources.Where(each => each.Instances.Count == 0));
            foreach (GroupInstanceDto instance in group.Instances)
            {
                Row(page, "sub", $"<b>{Text(instance.Name)}</b>", instance.Wanted ? "" : "going away",
                    State(instance.State) + (instance.Role is { } role ? $", {Text(role)}" : ""),
                    Text(instance.Owner ?? ""), "", "", Since(instance.Since), Text(instance.Reason));
                Resources(page, instance.Resources);
            }
        }

        EndTable(page);
    }

    private static void Resources(StringBuilder page, IEnumerable<ResourceDto> resources)
    {
        foreach (ResourceDto resource in resources)
        {
            string monitor = resource.Monitor.State == "Restarting" ? ", monitor restarting" : "";
            Row(page, "sub", Text(resource.Name), Wanted(resource.Wanted, resource.Locked),
                State(resource.State) + monitor, Text(resource.Owner ?? ""), Text(resource.Type),
                Dll(resource.Dll, resource.PackageHash), Since(resource.Since), Text(resource.Reason));
        }
    }

    private static void Types(StringBuilder page, IReadOnlyList<TypeDto> types)
    {
        Start(page, "Resource types", "registered name", "DLL", "version", "available on", "used by");
        foreach (TypeDto type in types)
        {
            IEnumerable<string> nodes = type.Availability.Where(each => each.Available).Select(each => each.Node);
            Row(page, "", Text(type.Name), Dll(type.Dll, type.PackageHash), Text(type.Version),
                Text(string.Join(", ", nodes)), Text(string.Join(", ", type.UsedBy)));
        }

        EndTable(page);
    }

    private static void Start(StringBuilder page, string title, params string[] heads) =>
        page.Append($"<h2>{title}</h2><table><thead><tr>")
            .AppendJoin("", heads.Select(head => $"<th scope=\"col\">{head}</th>")).Append("</tr></thead><tbody>");

    private static void Row(StringBuilder page, string style, params string[] cells) =>
        page.Append(style.Length == 0 ? "<tr>" : $"<tr class=\"{style}\">")
            .AppendJoin("", cells.Select(cell => $"<td>{cell}</td>")).Append("</tr>");

    private static void EndTable(StringBuilder page) => page.Append("</tbody></table>");

    private static string Dll(string name, string hash) =>
        $"{Text(name)} <code title=\"{Text(hash)}\">{Text(hash.Length > 12 ? hash[..12] : hash)}</code>";

    private static string Wanted(string wanted, bool locked) => Text(wanted) + (locked ? ", locked" : "");

    private static string Since(DateTimeOffset? since) =>
        since is { } at ? Spoken.Time(at) : "";

    private static string State(string state)
    {
        string style = state switch
        {
            "Online" or "Up" => "good",
            "Failed" or "Down" => "bad",
            "Offline" => "",
            _ => "busy",
        };
        return $"<span class=\"{style}\">{Text(state)}</span>";
    }

    private static string Text(string value) => HtmlEncoder.Default.Encode(value);
}
