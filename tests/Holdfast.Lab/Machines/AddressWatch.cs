namespace Holdfast.Lab.Machines;

/// <summary>Looks all along at which machines have an address, in their kernels and not in what they say.</summary>
public sealed class AddressWatch : IAsyncDisposable
{
    private readonly LabNetwork _network;
    private readonly string _address;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private int _most;
    private string _holder = "";

    public AddressWatch(LabNetwork network, string address)
    {
        _network = network;
        _address = address;
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>On how many machines it was at the same time, at most.</summary>
    public int Most => Volatile.Read(ref _most);

    /// <summary>The machines that have it now, with spaces between them; empty for none.</summary>
    public string Holder => Volatile.Read(ref _holder);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    /// <summary>The kernel tells when addresses changed while it listed them; then it is asked again.</summary>
    private static async Task<string> ShowAsync(LabMachine machine)
    {
        while (true)
        {
            try
            {
                return await LabNetwork.IpAsync($"-n {machine.Namespace} -o addr show dev eth0");
            }
            catch (IOException)
            {
                await Task.Delay(1);
            }
        }
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var holders = new List<string>();
            foreach (LabMachine machine in _network.Machines)
            {
                if ((await ShowAsync(machine)).Contains($" {_address}/", StringComparison.Ordinal))
                {
                    holders.Add(machine.Name);
                }
            }

            Volatile.Write(ref _holder, string.Join(' ', holders));
            Volatile.Write(ref _most, Math.Max(_most, holders.Count));
            await Task.Delay(10);
        }
    }
}
