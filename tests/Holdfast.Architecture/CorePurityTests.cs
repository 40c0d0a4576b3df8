using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace Holdfast.Architecture;

/// <summary>
/// Core decides; it has no clock, no I/O, no Task, no chance. Read from the compiled assembly, not from the text.
/// </summary>
public sealed class CorePurityTests
{
    private static readonly string[] BannedTypes =
    [
        "System.Diagnostics.Stopwatch", "System.Diagnostics.Process", "System.Random",
        "System.Console",
        "System.Threading.Tasks.Task", "System.Threading.Thread", "System.Threading.Timer", "System.TimeProvider",
        "System.IO.File", "System.IO.Directory", "System.IO.FileStream",
    ];

    private static readonly string[] BannedMembers =
    [
        "System.DateTime.get_UtcNow", "System.DateTime.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.DateTimeOffset.get_Now", "System.Guid.NewGuid",
    ];

    private static readonly string[] BannedNamespaces = ["System.Net", "Microsoft.Extensions.Logging", "System.Data"];

    [Fact]
    public void Core_References_NoClockAndNoIo()
    {
        using var pe = new PEReader(File.OpenRead(CoreAssembly()));
        MetadataReader reader = pe.GetMetadataReader();
        var faults = new List<string>();
        foreach (TypeReferenceHandle handle in reader.TypeReferences)
        {
            string name = NameOf(reader, handle);
            if (BannedTypes.Contains(name)
                || BannedNamespaces.Any(space => name.StartsWith(space + ".", StringComparison.Ordinal)))
            {
                faults.Add(name);
            }
        }

        foreach (MemberReferenceHandle handle in reader.MemberReferences)
        {
            MemberReference member = reader.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                string name = NameOf(reader, (TypeReferenceHandle)member.Parent) + "." + reader.GetString(member.Name);
                faults.AddRange(BannedMembers.Where(banned => banned == name));

                // The compiler's own code for iterators asks for the thread; everything else of it is I/O.
                if (name.StartsWith("System.Environment.", StringComparison.Ordinal)
                    && name != "System.Environment.get_CurrentManagedThreadId")
                {
                    faults.Add(name);
                }
            }
        }

        Expect.NoFaults(faults);
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    private static string CoreAssembly()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name;
        return Path.Combine(Repository.Root, "artifacts", "bin", "Holdfast.Core", configuration, "Holdfast.Core.dll");
    }
}
