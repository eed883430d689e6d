<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AccessSheet</name>
    <message>
        <source>Accessibility</source>
        <translation>Accessibility</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Large text</source>
        <translation>Large text</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>Low controls</source>
        <translation>Low controls</translation>
    </message>
</context>
<context>
    <name>Badge</name>
    <message>
        <source>Point %1, %2. Staff: hold for 2 seconds.</source>
        <translation>Point %1, %2. Staff: hold for 2 seconds.</translation>
    </message>
    <message>
        <source>Something here needs staff</source>
        <translation>Something here needs staff</translation>
    </message>
</context>
<context>
    <name>CameraPanel</name>
    <message>
        <source>Hold your code up to the camera</source>
        <comment>the lens is below the screen</comment>
        <translation>Hold your code up to the camera</translation>
    </message>
    <message>
        <source>Hold your code up to the camera</source>
        <comment>the lens is left of the screen</comment>
        <translation>Hold your code up to the camera</translation>
    </message>
    <message>
        <source>Hold your code up to the camera</source>
        <comment>the lens is right of the screen</comment>
        <translation>Hold your code up to the camera</translation>
    </message>
    <message>
        <source>Hold your code up to the camera</source>
        <comment>the lens is above the screen</comment>
        <translation>Hold your code up to the camera</translation>
    </message>
    <message>
        <source>On your phone or on paper</source>
        <comment>second line, in both languages</comment>
        <translation>Phone or paper · 请把签到码对准镜头</translation>
    </message>
    <message>
        <source>Camera not available</source>
        <translation>Camera not available</translation>
    </message>
    <message>
        <source>Please choose a service</source>
        <translation>Please choose a service</translation>
    </message>
    <message>
        <source>Camera not available, please choose a service</source>
        <comment>second line</comment>
        <translation>摄像头暂时不能用，请点一项服务签到</translation>
    </message>
</context>
<context>
    <name>CannotSaveScreen</name>
    <message>
        <source>Please ask a volunteer</source>
        <translation>Please ask a volunteer</translation>
    </message>
    <message>
        <source>This kiosk can&apos;t check you in right now.</source>
        <translation>This kiosk can&apos;t check you in right now.</translation>
    </message>
    <message>
        <source>Please ask a volunteer.</source>
        <comment>second line</comment>
        <translation>这里暂时不能签到，请找志愿者。</translation>
    </message>
    <message>
        <source>Ask for help</source>
        <translation>Ask for help</translation>
    </message>
    <message>
        <source>Ask for help</source>
        <comment>second line</comment>
        <translation>请人帮忙</translation>
    </message>
</context>
<context>
    <name>CheckedInScreen</name>
    <message>
        <source>Taken back</source>
        <translation>Taken back</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Welcome</translation>
    </message>
    <message>
        <source>This check-in doesn&apos;t count.</source>
        <translation>This check-in doesn&apos;t count.</translation>
    </message>
    <message numerus="yes">
        <source>Checked in · %1 · %n people</source>
        <translation>
            <numerusform>Checked in · %1 · %n person</numerusform>
            <numerusform>Checked in · %1 · %n people</numerusform>
        </translation>
    </message>
    <message>
        <source>Checked in · %1</source>
        <translation>Checked in · %1</translation>
    </message>
    <message>
        <source>Taken back</source>
        <comment>second line</comment>
        <translation>已撤销，这次签到不计入。</translation>
    </message>
    <message>
        <source>Welcome · Checked in: %1</source>
        <comment>second line</comment>
        <translation>欢迎您 · 已签到：%1</translation>
    </message>
    <message>
        <source>Another service</source>
        <translation>Another service</translation>
    </message>
    <message>
        <source>A mistake? Take it back</source>
        <translation>A mistake? Take it back</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Done</translation>
    </message>
</context>
<context>
    <name>ChosenService</name>
    <message>
        <source>Change</source>
        <translation>Change</translation>
    </message>
</context>
<context>
    <name>EnrolmentSheet</name>
    <message>
        <source>The hub can&apos;t be reached. Check the network cable.</source>
        <translation>The hub can&apos;t be reached. Check the network cable.</translation>
    </message>
    <message>
        <source>Something else answers in the hub&apos;s place: a log-in page of the network, say.</source>
        <translation>Something else answers in the hub&apos;s place: a log-in page of the network, say.</translation>
    </message>
    <message>
        <source>What answers there is not the hub that made this code. Tell the coordinator.</source>
        <translation>What answers there is not the hub that made this code. Tell the coordinator.</translation>
    </message>
    <message>
        <source>The hub is busy. Try again.</source>
        <translation>The hub is busy. Try again.</translation>
    </message>
    <message>
        <source>The hub has trouble of its own. Try again later.</source>
        <translation>The hub has trouble of its own. Try again later.</translation>
    </message>
    <message>
        <source>The hub doesn&apos;t take this code: it is too old, used up, or of another station. Let the hub show a new one.</source>
        <translation>The hub doesn&apos;t take this code: it is too old, used up, or of another station. Let the hub show a new one.</translation>
    </message>
    <message>
        <source>This code can&apos;t be read whole. Hold it up again, flat and near.</source>
        <translation>This code can&apos;t be read whole. Hold it up again, flat and near.</translation>
    </message>
    <message>
        <source>The hub&apos;s plan can&apos;t be used here, or lacks this kiosk&apos;s point. Tell the coordinator.</source>
        <translation>The hub&apos;s plan can&apos;t be used here, or lacks this kiosk&apos;s point. Tell the coordinator.</translation>
    </message>
    <message>
        <source>That didn&apos;t work. Hold the code up again.</source>
        <translation>That didn&apos;t work. Hold the code up again.</translation>
    </message>
    <message>
        <source>Enrol this kiosk</source>
        <translation>Enrol this kiosk</translation>
    </message>
    <message>
        <source>Asking the hub …</source>
        <translation>Asking the hub …</translation>
    </message>
    <message>
        <source>Compare with the hub&apos;s page: the same six digits?</source>
        <translation>Compare with the hub&apos;s page: the same six digits?</translation>
    </message>
    <message>
        <source>Compare with the hub&apos;s page: the same six digits?</source>
        <comment>second line</comment>
        <translation>请与站务后台核对：六位数字一样吗？</translation>
    </message>
    <message>
        <source>Confirm it there. The kiosk then starts again by itself.</source>
        <translation>Confirm it there. The kiosk then starts again by itself.</translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>Switch to English</source>
        <translation>Switch to English</translation>
    </message>
    <message>
        <source>Switch to Chinese</source>
        <translation>Switch to Chinese 中文</translation>
    </message>
    <message>
        <source>Accessibility</source>
        <translation>Accessibility</translation>
    </message>
</context>
<context>
    <name>GroupButton</name>
    <message>
        <source>1 to 9</source>
        <translation>1 to 9</translation>
    </message>
    <message>
        <source>10 or more</source>
        <translation>10 or more</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>%1 · Host: %2</source>
        <translation>%1 · Host: %2</translation>
    </message>
    <message>
        <source>No service day · Next: %1, %2</source>
        <translation>No service day · Next: %1, %2</translation>
    </message>
    <message>
        <source>%1 · No service day</source>
        <translation>%1 · No service day</translation>
    </message>
    <message numerus="yes">
        <source>%Ln served today</source>
        <translation>
            <numerusform>%Ln served today</numerusform>
            <numerusform>%Ln served today</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %Ln today</source>
        <comment>people served</comment>
        <translation>
            <numerusform>%1 · %Ln today</numerusform>
            <numerusform>%1 · %Ln today</numerusform>
        </translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Sample</translation>
    </message>
</context>
<context>
    <name>HealthSheet</name>
    <message>
        <source>How this kiosk is</source>
        <translation>How this kiosk is</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Camera</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures a second</source>
        <translation>
            <numerusform>%n picture a second</numerusform>
            <numerusform>%n pictures a second</numerusform>
        </translation>
    </message>
    <message>
        <source>Not found. Check its cable.</source>
        <translation>Not found. Check its cable.</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Starting</translation>
    </message>
    <message>
        <source>Pictures stopped. Check its cable.</source>
        <translation>Pictures stopped. Check its cable.</translation>
    </message>
    <message>
        <source>The clip can&apos;t be played.</source>
        <translation>The clip can&apos;t be played.</translation>
    </message>
    <message>
        <source>Some pictures can&apos;t be read.</source>
        <translation>Some pictures can&apos;t be read.</translation>
    </message>
    <message>
        <source>It failed and starts again.</source>
        <translation>It failed and starts again.</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Connecting</translation>
    </message>
    <message>
        <source>Not enrolled yet: hold the hub&apos;s code up to the camera.</source>
        <translation>Not enrolled yet: hold the hub&apos;s code up to the camera.</translation>
    </message>
    <message>
        <source>Confirm there that the six digits are %1.</source>
        <translation>Confirm there that the six digits are %1.</translation>
    </message>
    <message>
        <source>It can&apos;t be reached. Check the network cable.</source>
        <translation>It can&apos;t be reached. Check the network cable.</translation>
    </message>
    <message>
        <source>Something else answers in its place: a log-in page of the network, say.</source>
        <translation>Something else answers in its place: a log-in page of the network, say.</translation>
    </message>
    <message>
        <source>It is busy; the kiosk tries again.</source>
        <translation>It is busy; the kiosk tries again.</translation>
    </message>
    <message>
        <source>It has trouble of its own. Tell the coordinator.</source>
        <translation>It has trouble of its own. Tell the coordinator.</translation>
    </message>
    <message>
        <source>It doesn&apos;t accept this kiosk. Tell the coordinator.</source>
        <translation>It doesn&apos;t accept this kiosk. Tell the coordinator.</translation>
    </message>
    <message>
        <source>Another machine writes as this kiosk. Enrol this one anew.</source>
        <translation>Another machine writes as this kiosk. Enrol this one anew.</translation>
    </message>
    <message>
        <source>The journal was damaged; what could be read was saved. Tell the coordinator.</source>
        <translation>The journal was damaged; what could be read was saved. Tell the coordinator.</translation>
    </message>
    <message>
        <source>The journal goes on from a backup. Tell the coordinator.</source>
        <translation>The journal goes on from a backup. Tell the coordinator.</translation>
    </message>
    <message>
        <source>The hub knew other entries; both are kept. Tell the coordinator.</source>
        <translation>The hub knew other entries; both are kept. Tell the coordinator.</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Connected</translation>
    </message>
    <message numerus="yes">
        <source>Last contact %n minutes ago</source>
        <translation>
            <numerusform>Last contact %n minute ago</numerusform>
            <numerusform>Last contact %n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 Last contact %n minutes ago.</source>
        <translation>
            <numerusform>%1 Last contact %n minute ago.</numerusform>
            <numerusform>%1 Last contact %n minutes ago.</numerusform>
        </translation>
    </message>
    <message>
        <source>New epoch</source>
        <translation>New epoch</translation>
    </message>
    <message>
        <source>Scanner</source>
        <translation>Scanner</translation>
    </message>
    <message numerus="yes">
        <source>%1 ms a picture, %n not readable</source>
        <translation>
            <numerusform>%1 ms a picture, %n not readable</numerusform>
            <numerusform>%1 ms a picture, %n not readable</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 ms a picture</source>
        <translation>%1 ms a picture</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Disk</translation>
    </message>
    <message>
        <source>%L1 GB free</source>
        <translation>%L1 GB free</translation>
    </message>
    <message>
        <source>Nearly full. Make room.</source>
        <translation>Nearly full. Make room.</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Entries</translation>
    </message>
    <message>
        <source>%L1 in the journal</source>
        <translation>%L1 in the journal</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>Complete and unchanged</source>
        <translation>Complete and unchanged</translation>
    </message>
    <message>
        <source>Damaged. Keep this kiosk as it is.</source>
        <translation>Damaged. Keep this kiosk as it is.</translation>
    </message>
    <message>
        <source>Uploads</source>
        <translation>Uploads</translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries waiting</source>
        <translation>
            <numerusform>%Ln entry waiting</numerusform>
            <numerusform>%Ln entries waiting</numerusform>
        </translation>
    </message>
    <message>
        <source>All uploaded</source>
        <translation>All uploaded</translation>
    </message>
    <message>
        <source>Hub</source>
        <translation>Hub</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Clock</translation>
    </message>
    <message>
        <source>%1: is this right?</source>
        <translation>%1: is this right?</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Clock is right</source>
        <translation>Clock is right</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>Leave full screen</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Restart</translation>
    </message>
    <message>
        <source>Shut down</source>
        <translation>Shut down</translation>
    </message>
</context>
<context>
    <name>HelpBanner</name>
    <message>
        <source>A volunteer is coming</source>
        <translation>A volunteer is coming</translation>
    </message>
    <message>
        <source>They are here</source>
        <translation>They are here</translation>
    </message>
</context>
<context>
    <name>IdleWarning</name>
    <message>
        <source>Are you still there?</source>
        <translation>Are you still there?</translation>
    </message>
    <message numerus="yes">
        <source>Back to the start in %n seconds</source>
        <translation>
            <numerusform>Back to the start in %n second</numerusform>
            <numerusform>Back to the start in %n seconds</numerusform>
        </translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>Go on</source>
        <comment>second line</comment>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>Lattice</name>
    <message numerus="yes">
        <source>%n windows lit today</source>
        <translation>
            <numerusform>%n window lit today</numerusform>
            <numerusform>%n windows lit today</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LatticeWindow</name>
    <message>
        <source>Point %1, visited</source>
        <translation>Point %1, visited</translation>
    </message>
    <message>
        <source>Point %1</source>
        <translation>Point %1</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Back</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Ask for help</source>
        <translation>Ask for help</translation>
    </message>
</context>
<context>
    <name>NotAcceptedScreen</name>
    <message>
        <source>This is not a check-in code.</source>
        <comment>second line</comment>
        <translation>这不是签到码。</translation>
    </message>
    <message>
        <source>Put it away and show your check-in code.</source>
        <translation>Put it away and show your check-in code.</translation>
    </message>
    <message>
        <source>This is not a check-in code. Please put payment codes away.</source>
        <comment>second line</comment>
        <translation>像是付款码或网址，请先收起来。</translation>
    </message>
    <message>
        <source>This code can&apos;t be read. Please try again.</source>
        <comment>second line</comment>
        <translation>签到码没读清，请再试一次。</translation>
    </message>
    <message>
        <source>This code was issued elsewhere.</source>
        <comment>second line</comment>
        <translation>别处的签到码，这里不能用。</translation>
    </message>
    <message>
        <source>This code has run out</source>
        <translation>This code has run out</translation>
    </message>
    <message>
        <source>This code has run out.</source>
        <comment>second line</comment>
        <translation>签到码已过期。</translation>
    </message>
    <message>
        <source>This code is not valid yet.</source>
        <comment>second line</comment>
        <translation>还没到使用日期。</translation>
    </message>
    <message>
        <source>Show your new code, or ask a volunteer.</source>
        <translation>Show your new code, or ask a volunteer.</translation>
    </message>
    <message>
        <source>Not a check-in code</source>
        <translation>Not a check-in code</translation>
    </message>
    <message>
        <source>Show your check-in code, or choose a service.</source>
        <translation>Show your check-in code, or choose a service.</translation>
    </message>
    <message>
        <source>Payment code or link?</source>
        <translation>Payment code or link?</translation>
    </message>
    <message>
        <source>Can&apos;t read this code</source>
        <translation>Can&apos;t read this code</translation>
    </message>
    <message>
        <source>Hold it flat and try again, or choose a service.</source>
        <translation>Hold it flat and try again, or choose a service.</translation>
    </message>
    <message>
        <source>A code from elsewhere</source>
        <translation>A code from elsewhere</translation>
    </message>
    <message>
        <source>It isn&apos;t valid here. Please choose a service.</source>
        <translation>It isn&apos;t valid here. Please choose a service.</translation>
    </message>
    <message>
        <source>Ask a volunteer, or choose a service.</source>
        <translation>Ask a volunteer, or choose a service.</translation>
    </message>
    <message>
        <source>Not valid yet</source>
        <translation>Not valid yet</translation>
    </message>
    <message numerus="yes">
        <source>Valid in %n days. Please choose a service today.</source>
        <translation>
            <numerusform>Valid tomorrow. Please choose a service today.</numerusform>
            <numerusform>Valid in %n days. Please choose a service today.</numerusform>
        </translation>
    </message>
    <message>
        <source>No longer valid</source>
        <translation>No longer valid</translation>
    </message>
    <message>
        <source>This code is no longer valid.</source>
        <comment>second line</comment>
        <translation>签到码已停用。</translation>
    </message>
    <message>
        <source>Not for checking in</source>
        <translation>Not for checking in</translation>
    </message>
    <message>
        <source>This is a staff code. Please choose a service.</source>
        <translation>This is a staff code. Please choose a service.</translation>
    </message>
    <message>
        <source>This is a staff code.</source>
        <comment>second line</comment>
        <translation>这是工作人员的码。</translation>
    </message>
    <message>
        <source>You&apos;re fine, go ahead</source>
        <translation>You&apos;re fine, go ahead</translation>
    </message>
    <message numerus="yes">
        <source>You checked in here %n minutes ago.</source>
        <translation>
            <numerusform>You checked in here %n minute ago.</numerusform>
            <numerusform>You checked in here %n minutes ago.</numerusform>
        </translation>
    </message>
    <message>
        <source>You checked in here just now.</source>
        <translation>You checked in here just now.</translation>
    </message>
    <message>
        <source>You are already checked in.</source>
        <comment>second line</comment>
        <translation>您已签到，请进。</translation>
    </message>
    <message>
        <source>Please ask a volunteer</source>
        <translation>Please ask a volunteer</translation>
    </message>
    <message>
        <source>This kiosk can&apos;t check you in right now.</source>
        <translation>This kiosk can&apos;t check you in right now.</translation>
    </message>
    <message>
        <source>Please ask a volunteer.</source>
        <comment>second line</comment>
        <translation>这里暂时不能签到，请找志愿者。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Choose a service</source>
        <translation>Choose a service</translation>
    </message>
    <message>
        <source>Check in without a code</source>
        <comment>second line</comment>
        <translation>没有签到码也可以签到</translation>
    </message>
    <message>
        <source>Done</source>
        <comment>second line</comment>
        <translation>完成</translation>
    </message>
    <message>
        <source>Ask for help</source>
        <translation>Ask for help</translation>
    </message>
</context>
<context>
    <name>PagedRows</name>
    <message>
        <source>More</source>
        <translation>More</translation>
    </message>
</context>
<context>
    <name>PartySize</name>
    <message>
        <source>How many of you?</source>
        <translation>How many of you?</translation>
    </message>
    <message>
        <source>Children too</source>
        <comment>second line, in both languages</comment>
        <translation>Children too · 含儿童</translation>
    </message>
    <message>
        <source>One fewer</source>
        <translation>One fewer</translation>
    </message>
    <message>
        <source>One more</source>
        <translation>One more</translation>
    </message>
    <message>
        <source>Delete the last digit</source>
        <translation>Delete the last digit</translation>
    </message>
</context>
<context>
    <name>ReadyScreen</name>
    <message>
        <source>No service day today. You can check in all the same.</source>
        <translation>No service day today. You can check in all the same.</translation>
    </message>
    <message>
        <source>No service day today. The next one: %1, %2.</source>
        <translation>No service day today. The next one: %1, %2.</translation>
    </message>
    <message>
        <source>No code?
Choose a service</source>
        <translation>No code?
Choose a service</translation>
    </message>
</context>
<context>
    <name>ServiceButton</name>
    <message>
        <source>%1, today only</source>
        <translation>%1, today only</translation>
    </message>
    <message>
        <source>Today only</source>
        <translation>Today only</translation>
    </message>
</context>
<context>
    <name>ServiceGrid</name>
    <message>
        <source>More services</source>
        <translation>More services</translation>
    </message>
</context>
<context>
    <name>ServicesPanel</name>
    <message>
        <source>No code? Choose a service</source>
        <translation>No code? Choose a service</translation>
    </message>
    <message>
        <source>No names, no phone numbers</source>
        <comment>second line, in both languages</comment>
        <translation>No name needed · 没有签到码？点一项服务</translation>
    </message>
</context>
<context>
    <name>ServicesSheet</name>
    <message>
        <source>Choose a service</source>
        <translation>Choose a service</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Close</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>StaffSheet</name>
    <message>
        <source>For staff only</source>
        <translation>For staff only</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Show how this kiosk is</source>
        <translation>Show how this kiosk is</translation>
    </message>
</context>
<context>
    <name>TapScreen</name>
    <message>
        <source>Check in</source>
        <translation>Check in</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n people</source>
        <comment>second line, in both languages</comment>
        <translation>
            <numerusform>%1 · %n person · 签到</numerusform>
            <numerusform>%1 · %n people · 签到</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Volume</name>
    <message>
        <source>Volume %1 of %2</source>
        <translation>Volume %1 of %2</translation>
    </message>
    <message>
        <source>Softer</source>
        <translation>Softer</translation>
    </message>
    <message>
        <source>Louder</source>
        <translation>Louder</translation>
    </message>
</context>
</TS>
