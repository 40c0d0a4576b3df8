using Holdfast.Lab.Machines;

namespace Holdfast.Lab.Faults;

/// <summary>Links that lose, double and reorder frames, below everything that would send them again.</summary>
public static class LinkFaults
{
    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(20);

    /// <summary>Of the owner's link.</summary>
    private static readonly LinkQuality One = new(0.20, 0.05, 0.10, TimeSpan.FromMilliseconds(30));

    /// <summary>Of each link; what goes from machine to machine takes two.</summary>
    private static readonly LinkQuality Each = new(0.10, 0.05, 0.10, TimeSpan.FromMilliseconds(30));

    /// <summary>Nothing may move.</summary>
    public static Fault Lossy(int number) => new(
        number, "a fifth of all frames on the owner's link lost, in every second run a tenth on each, some doubled "
            + "or reordered, members of etcd included, for 20 s",
        LossyAsync)
    {
        Stays = true, Prepare = PrepareAsync, WhyNot = () => Task.FromResult(LossyLink.WhyNot()),
    };

    private static async Task PrepareAsync(FaultScene scene)
    {
        foreach (LabMachine machine in scene.Machines)
        {
            scene.Links.Add(machine, await scene.Network.MakeLossyAsync(machine));
        }
    }

    private static async Task LossyAsync(FaultScene scene, int run)
    {
        LossyLink[] links = run % 2 == 1 ? [scene.Links[scene.Owner]] : [.. scene.Links.Values];
        long[] before = [.. links.Select(link => link.Lost)];
        Array.ForEach(links, link => link.Quality = run % 2 == 1 ? One : Each);
        await Task.Delay(Bad);
        Array.ForEach(links, link => link.Quality = LinkQuality.Perfect);
        if (links.Select(link => link.Lost).Zip(before).Any(pair => pair.First == pair.Second))
        {
            throw new IOException("no frame was lost on a link that was to lose some");
        }
    }
}
