using System.Globalization;
using Holdfast.Client.Dtos;
using Spectre.Console;

namespace Holdfast.Cli.Output;

/// <summary>Nodes for people.</summary>
internal static class NodeTables
{
    private const double GiB = 1 << 30;

    public static Table List(IReadOnlyList<NodeDto> nodes, bool wide = false)
    {
        string[] more = wide ? ["VERSION", "PROTECTIONS", "PROCESSES", "ATTRIBUTES", "API"] : [];
        Table table = Terminal.Table(["NODE", "WANTED", "STATE", "OWNS", "EPOCH", .. more, "WHY"]);
        foreach (NodeDto node in nodes)
        {
            more = wide
                ?
                [
                    node.Version, Texts.List(node.Protections), FormattableString.Invariant($"{node.Processes.Count}"),
                    Texts.Named(node.Attributes), node.ApiUrl.Length > 0 ? node.ApiUrl : node.ApiSocket,
                ]
                : [];
            Terminal.Row(table,
            [
                node.Name, Texts.Wanted(node.Wanted, node.Locked), node.State, Texts.List(node.Groups),
                FormattableString.Invariant($"{node.Epoch}"), .. more, node.Reason,
            ]);
        }

        return table;
    }

    public static Table Processes(NodeDto node)
    {
        Table table = Terminal.Table("PID", "ROLE", "ID", "HOSTS");
        foreach (ProcessDto process in node.Processes)
        {
            Terminal.Row(table, FormattableString.Invariant($"{process.Pid}"), process.Role, process.Id,
                Texts.List(process.Hosts));
        }

        return table;
    }

    public static string Load(NodeLoadDto load) => FormattableString.Invariant(
        $"{load.Node}: load {load.LoadAverage:0.00} on {load.Processors} processors, memory ")
        + FormattableString.Invariant($"{load.MemoryUsedBytes / GiB:0.0} of {load.MemoryBytes / GiB:0.0} GiB");

    public static void Show(Terminal terminal, NodeDto node)
    {
        terminal.Line($"node {node.Name}: {node.State}, wanted {Texts.Wanted(node.Wanted, node.Locked)}"
            + (node.IsCoordinator ? ", coordinator" : "") + (node.Reason.Length > 0 ? $" ({node.Reason})" : ""));
        terminal.Line($"owns         {Texts.List(node.Groups)}");
        terminal.Line(FormattableString.Invariant($"epoch        {node.Epoch}"));
        terminal.Line($"authority    {Authority(node)}");
        terminal.Line($"version      {node.Version}");
        terminal.Line($"protections  {Texts.List(node.Protections)}");
        terminal.Line($"API          {node.ApiSocket} {node.ApiUrl}".TrimEnd());
        terminal.Line(
            $"packages     {Texts.List([.. node.Packages.Select(hash => hash.Length > 12 ? hash[..12] : hash)])}");
        if (node.Description.Length > 0)
        {
            terminal.Line($"description  {node.Description}");
        }

        terminal.Line($"attributes   {Texts.Named(node.Attributes)}");
        string[] offers = [.. node.Offers.Select(offer => Used(node, offer.Key, offer.Value))];
        terminal.Line($"offers       {Texts.List(offers)}");
        if (node.Losses.Count > 0)
        {
            terminal.Line(FormattableString.Invariant($"lost         {node.Losses.Count} times lately, last ")
                + Texts.Time(node.Losses[^1]));
        }

        if (node.FailbackAsked)
        {
            terminal.Line("resumed      with failback: what was drained from it comes back");
        }

        foreach ((string type, string reason) in node.UnavailableTypes)
        {
            terminal.Line($"cannot run   {type}: {reason}");
        }

        terminal.Line();
        terminal.Write(Processes(node));
    }

    private static string Authority(NodeDto node) => node.AuthorityLeftMs switch
    {
        null => "it never joined",
        <= 0 => "ended",
        { } left => string.Create(CultureInfo.InvariantCulture,
            $"at most {left / 1000:0.0} s left without another renewal"),
    };

    private static string Used(NodeDto node, string quantity, long offered) => FormattableString.Invariant(
        $"{quantity} {node.Used.GetValueOrDefault(quantity)} of {offered} used");
}
