using System.Globalization;
using Holdfast.Client.Dtos;
using Spectre.Console;

namespace Holdfast.Cli.Output;

/// <summary>Fence devices and power-offs for people.</summary>
internal static class FenceTables
{
    public static Table Devices(IReadOnlyList<FenceDeviceDto> devices)
    {
        Table table = Terminal.Table("DEVICE", "AGENT", "LEVEL", "ACTION", "HOSTS");
        foreach (FenceDeviceDto device in devices)
        {
            Terminal.Row(table, device.Name, device.Agent, Text(device.Level), device.Action,
                device.Trouble.Length > 0 ? $"{Pairs(device.Hosts)} TROUBLE: {device.Trouble}".TrimStart()
                    : Pairs(device.Hosts));
        }

        return table;
    }

    public static void Show(Terminal terminal, FenceDeviceDto device)
    {
        terminal.Line($"device      {device.Name}, added by {device.AddedBy}");
        terminal.Line($"agent       {device.Agent}");
        terminal.Line($"parameters  {Pairs(device.Parameters)}");
        string hosts = device.Hosts.Count == 0 ? "none" : Pairs(device.Hosts);
        terminal.Line($"hosts       {hosts}, given as {device.PlugArgument}=");
        if (device.HostCheck == "List")
        {
            terminal.Line("listed by   " + (device.ListedAt is { } at
                ? $"the device itself at {Texts.Time(at)}, asked by {device.AskedBy}"
                : "the device itself, which has not said any yet"));
        }

        terminal.Line("trouble     " + (device.Trouble.Length > 0 ? device.Trouble
            : device.AskedBy.Length > 0 ? $"none, as {device.AskedBy} found" : "none known; it was not asked yet"));

        terminal.Line(FormattableString.Invariant($"level       {device.Level}, action {device.Action}"));
        if (device.Unfencing != "None")
        {
            terminal.Line("unfencing   it cuts nodes off; once one has joined anew, "
                + (device.Unfencing == "Node" ? "the node itself" : "the coordinator") + " has it let that in again");
        }

        terminal.Line(FormattableString.Invariant(
            $"timeout     {device.Timeout}, with {device.Retries} more tries in it"));
        terminal.Line($"delay       {device.Delay}, and up to {device.DelayRandomMax} by chance"
            + (device.NodeDelays.Count == 0 ? "" : $"; more for {Pairs(device.NodeDelays)}")
            + (device.PriorityDelay == "0s" ? "" : $"; {device.PriorityDelay} more for the node that owns the most"));
    }

    public static void Show(Terminal terminal, FenceTestDto test)
    {
        terminal.Line($"{test.Device}, asked by {test.AskedBy}: {(test.Works ? "all answers" : "TROUBLE")}");
        if (test.Trouble.Length > 0)
        {
            terminal.Line($"device: {test.Trouble}");
        }

        terminal.Line();
        Table table = Terminal.Table("NODE", "PLUG", "POWER", "WHY");
        foreach (FenceTestHostDto host in test.Hosts)
        {
            Terminal.Row(table, host.Node, host.Plug, host.Power, host.Trouble);
        }

        terminal.Write(table);
    }

    public static Table Agents(IReadOnlyList<FenceAgentDto> agents)
    {
        Table table = Terminal.Table("AGENT", "SUMMARY", "ACTIONS");
        foreach (FenceAgentDto agent in agents)
        {
            Terminal.Row(table, agent.Name, agent.Trouble.Length > 0 ? agent.Trouble : agent.Summary,
                string.Join(' ', agent.Actions));
        }

        return table;
    }

    /// <summary>How each node's last power-off stands, then all that happened, in order.</summary>
    public static void History(Terminal terminal, IReadOnlyList<FenceDto> fences)
    {
        if (fences.Count == 0)
        {
            terminal.Line("no node was to be powered off yet");
            return;
        }

        Table states = Terminal.Table("NODE", "EPOCH", "PHASE", "DEVICES", "TRIES", "ASKED BY", "STILL CUT OFF BY");
        Table notes = Terminal.Table("TIME", "NODE", "WHO", "WHAT");
        foreach (FenceDto fence in fences)
        {
            Terminal.Row(states, fence.Node, Text(fence.Epoch), fence.Phase, fence.Devices, Text(fence.Attempts),
                fence.By, string.Join(", ", fence.CutBy)
                    + (fence.LetInTrouble.Length > 0 ? $" TROUBLE: {fence.LetInTrouble}" : ""));
        }

        foreach ((string node, FenceNoteDto note) in fences
            .SelectMany(fence => fence.Notes.Select(note => (fence.Node, note)))
            .OrderBy(each => each.note.At))
        {
            Terminal.Row(notes, Texts.Time(note.At), node, note.Who, note.Text);
        }

        terminal.Write(states);
        terminal.Line();
        terminal.Write(notes);
    }

    private static string Pairs(IReadOnlyDictionary<string, string> values) =>
        string.Join(", ", values.Select(each => $"{each.Key}={each.Value}"));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
