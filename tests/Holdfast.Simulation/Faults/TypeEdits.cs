using System.Globalization;
using Holdfast.Core.Configuration;
using Holdfast.Core.State;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Faults;

/// <summary>Resource types: registered once, upgraded at any moment, their DLLs missing here and there.</summary>
internal sealed class TypeEdits(Universe universe)
{
    private int _versions;

    public static IReadOnlyList<string> Names { get; } = ["Acme.Disk", "Acme.Ledger"];

    public void Register()
    {
        foreach (string name in Names)
        {
            Put(name, $"{name}-1");
            foreach (SimNode node in universe.Nodes)
            {
                node.Packages.Add($"{name}-1");
            }
        }
    }

    /// <summary>A new package; now and then a node gets it only later.</summary>
    public void Upgrade(Fault fault, Action<long, Action> later)
    {
        string name = Names[fault.Target % Names.Count];
        string hash = string.Create(CultureInfo.InvariantCulture, $"{name}-{++_versions + 1}");
        SimNode? late = fault.Detail % 3 == 0 ? universe.Nodes[fault.Detail % universe.Nodes.Count] : null;
        foreach (SimNode node in universe.Nodes.Where(node => node != late))
        {
            node.Packages.Add(hash);
        }

        later(fault.Lasts, () => late?.Packages.Add(hash));
        universe.Counters.Upgrades++;
        Put(name, hash);
    }

    /// <summary>A node has lost the packages, and no peer gives them.</summary>
    public void Lose(SimNode node, long lasts, Action<long, Action> later)
    {
        node.Packages.Clear();
        later(lasts, () => GiveAll(node));
    }

    public void GiveAll(SimNode node)
    {
        foreach (string name in Names)
        {
            node.Packages.Add(universe.Database.Find<ResourceTypeConfig>(Keys.Type(name))!.PackageHash);
        }
    }

    private void Put(string name, string hash) => universe.Put(Keys.Type(name), new ResourceTypeConfig
    {
        Name = name,
        DisplayName = name,
        DllName = $"{name}.dll",
        PackageHash = hash,
        EntryType = name,
        Version = hash,
        PropertySchema = "{}",
        AppliedAtOnce = name == "Acme.Ledger" ? ["Size"] : [],
    });
}
