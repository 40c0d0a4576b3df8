using Holdfast.Service.Hosting;
using Holdfast.Service.Machines.Certificates;

namespace Holdfast.Service.Machines;

/// <summary>What this process has of the cluster's machines: its certificates, or nothing on a cluster of one machine.
/// </summary>
public sealed class LocalMachine : IDisposable
{
    public LocalMachine(NodeOptions options)
    {
        Options = options.Machine;
        Certificates = Options is null ? null : new MachineCertificates(Options.Certificates);
    }

    public MachineOptions? Options { get; }

    public MachineCertificates? Certificates { get; }

    public void Dispose() => Certificates?.Dispose();
}
