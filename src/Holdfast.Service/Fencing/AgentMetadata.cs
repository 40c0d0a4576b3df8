using System.Xml;
using System.Xml.Linq;
using Holdfast.Core.Configuration;

namespace Holdfast.Service.Fencing;

/// <summary>What a fence agent says of itself when it is asked for its <c>metadata</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it is for, in a few words.</param>
/// <param name="Parameters">The names it takes, those that are out of use too.</param>
/// <param name="Actions">What it can do.</param>
/// <param name="Unfencing">Of an agent that cuts nodes off: who has it let them in again, by <c>on</c>.</param>
internal sealed record AgentMetadata(
    string Name, string Summary, IReadOnlySet<string> Parameters, IReadOnlySet<string> Actions, Unfencing Unfencing)
{
    /// <summary>The name under which it takes what a node is called on the device.</summary>
    public string PlugArgument => Parameters.Contains("port") ? "port" : "plug";

    /// <summary>Reads what an agent printed; null if it is nothing of the kind.</summary>
    /// <remarks>What it prints before the document is passed over, as real agents do.</remarks>
    public static AgentMetadata? Parse(string printed)
    {
        int start = printed.IndexOf("<resource-agent", StringComparison.Ordinal);
        int end = printed.LastIndexOf("</resource-agent>", StringComparison.Ordinal);
        if (start < 0 || end < start)
        {
            return null;
        }

        try
        {
            using var reader = XmlReader.Create(
                new StringReader(printed[start..(end + "</resource-agent>".Length)]),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            XElement root = XElement.Load(reader);
            return new AgentMetadata(
                (string?)root.Attribute("name") ?? "", (string?)root.Attribute("shortdesc") ?? "",
                Names(root, "parameter"), Names(root, "action"), LetsIn(root));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static Unfencing LetsIn(XElement root)
    {
        XElement[] on = [.. root.Descendants("action").Where(each => (string?)each.Attribute("name") == "on")];
        return on.Any(each => IsSet(each, "on_target")) ? Unfencing.Node
            : on.Any(each => IsSet(each, "automatic")) ? Unfencing.Coordinator
            : Unfencing.None;
    }

    private static bool IsSet(XElement action, string attribute) => (string?)action.Attribute(attribute) == "1";

    private static HashSet<string> Names(XElement root, string kind) =>
        root.Descendants(kind).Select(each => (string?)each.Attribute("name") ?? "")
            .Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);
}
